import './fingerprint-words.css';

interface FingerprintWordsProps {
  readonly words: readonly string[];
  readonly label: string;
}

/** A device id in words, each in its own box: to be read aloud across a room. */
export function FingerprintWords({ words, label }: FingerprintWordsProps) {
  return (
    <ul className="fingerprint-words selectable" aria-label={label}>
      {words.map((word, index) => (
        <li key={index}>{word}</li>
      ))}
    </ul>
  );
}
