import { plainName } from '../text/display-name.ts';
import './form.css';

/** A path of this computer: whole, breaking where it must, in its own direction, its hidden characters made visible. */
export function PathText({ path, id }: { readonly path: string; readonly id?: string }) {
  return (
    <bdi id={id} dir="ltr" className="path-text selectable">
      {plainName(path)}
    </bdi>
  );
}
