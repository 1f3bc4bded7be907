import { useId } from 'react';
import { SelectField } from '../../components/select-field.tsx';
import { plainName } from '../../text/display-name.ts';
import { useWording } from '../../text/wording-context.tsx';
import { FILE_CHOICES, type FileChoice } from './exceptions.ts';

interface FileChoiceFieldProps {
  /** Of the file. */
  readonly name: string;
  readonly choice: FileChoice;
  readonly isDisabled: boolean;
  readonly onChoice: (choice: FileChoice) => void;
}

/** What becomes of one file that differs. */
export function FileChoiceField({ name, choice, isDisabled, onChoice }: FileChoiceFieldProps) {
  const { t } = useWording();
  return (
    <SelectField
      id={useId()}
      look="small"
      testId="offer-file-choice"
      label={t('offers.fileChoiceLabel', { name: plainName(name) })}
      value={choice}
      isDisabled={isDisabled}
      choices={FILE_CHOICES.map((value) => ({ value, label: t(`offers.fileChoice.${value}`) }))}
      onChange={onChoice}
    />
  );
}
