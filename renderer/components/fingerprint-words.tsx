import './fingerprint-words.css';

interface FingerprintWordsProps {
  readonly words: readonly string[];
  readonly label: string;
}

/** A device id in words, each in its own box: to be read aloud across a room. */
export function FingerprintWords({ words, label }: FingerprintWordsProps) {
  return (
    // in the same places on both screens, whatever their languages
    <ul className="fingerprint-words selectable" aria-label={label} dir="ltr" lang="en">
      {words.map((word, index) => (
        <li key={index}>{word}</li>
      ))}
    </ul>
  );
}
