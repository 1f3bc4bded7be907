import './form.css';

/** Always in the page, so that screen readers hear it fill. */
export function FormError({ id, text }: { readonly id: string; readonly text: string | null }) {
  return (
    <div id={id} role="alert" className="form-error">
      {text}
    </div>
  );
}
