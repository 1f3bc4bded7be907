import { plainName, splitForEllipsis, toNameParts } from '../text/display-name.ts';
import './name-text.css';

interface NameTextProps {
  /** As it came from elsewhere. */
  readonly name: string;
  readonly className?: string;
}

/**
 * A name that somebody else chose: isolated from the text around it, hidden characters made visible,
 * shortened in the middle so that its end, and a file's extension, can always be read.
 */
export function NameText({ name, className = '' }: NameTextProps) {
  const [head, tail] = splitForEllipsis(name);
  return (
    <bdi dir="auto" className={`name-text ${className}`} title={plainName(name)}>
      <span className="name-head">
        <Parts name={head} />
      </span>
      {tail !== '' && (
        <span className="name-tail">
          <Parts name={tail} />
        </span>
      )}
    </bdi>
  );
}

function Parts({ name }: { readonly name: string }) {
  return toNameParts(name).map((part, index) =>
    part.isEscape ? (
      <span key={index} className="name-escape">
        {part.text}
      </span>
    ) : (
      part.text
    ),
  );
}
