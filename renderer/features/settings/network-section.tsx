import type { SettingsView } from '../../../shared/model/settings.ts';
import { FormSection } from '../../components/form-section.tsx';
import { useWording } from '../../text/wording-context.tsx';
import { InterfaceChoice } from './interface-choice.tsx';
import { LimitRow } from './limit-row.tsx';
import { PortChoice } from './port-choice.tsx';

/** Which ways are used, and how much of them. */
export function NetworkSection({ view }: { readonly view: SettingsView }) {
  const { t } = useWording();
  return (
    <FormSection title={t('settings.network.title')} note={t('settings.network.whenIdle')}>
      <InterfaceChoice view={view} />
      <PortChoice view={view} />
      <LimitRow settings={view.settings} direction="upload" />
      <LimitRow settings={view.settings} direction="download" />
    </FormSection>
  );
}
