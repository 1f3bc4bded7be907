import type { SettingsView } from '../../../shared/model/settings.ts';
import { useApp } from '../../bridge/app-context.tsx';
import { DraftInput } from '../../components/draft-input.tsx';
import { FormGroup } from '../../components/form-group.tsx';
import { RadioList, type RadioChoice } from '../../components/radio-list.tsx';
import { selectSelf } from '../../stores/selectors.ts';
import { useWording } from '../../text/wording-context.tsx';
import { parsePort, PORT_BOUNDS } from './parse-port.ts';
import { useSavedAnnouncement } from './use-saved.ts';
import { useSetting } from './use-setting.ts';

type PortKind = 'usual' | 'any' | 'own';

/** The port that others dial. A number of one's own starts with the one in use, so that no choice is ever half made. */
export function PortChoice({ view }: { readonly view: SettingsView }) {
  const { t } = useWording();
  const current = useApp(selectSelf)?.port ?? 0;
  const usual = view.defaults.port;
  const announceSaved = useSavedAnnouncement();
  const { value, error, setError, change } = useSetting(view.settings.port, (port) => ({ port }));
  const kind = kindOf(value, usual);
  const choices = usePortChoices(kind, value ?? usual, usual);
  const choose = (chosen: PortKind): void => {
    const inUse = current === 0 ? usual : current;
    void change({ usual: null, any: 0, own: inUse }[chosen]);
  };
  const check = (text: string): string | null =>
    parsePort(text) === null
      ? t('settings.network.badPort', { min: String(PORT_BOUNDS.min), max: String(PORT_BOUNDS.max) })
      : null;
  return (
    <FormGroup
      label={t('settings.network.port')}
      hint={t('settings.network.portHint')}
      error={error}
      testId="setting-port"
    >
      {({ labelId, describedBy, errorId }) => (
        <>
          <RadioList labelledBy={labelId} describedBy={describedBy} value={kind} onChange={choose} choices={choices} />
          {kind === 'own' && (
            <div className="radio-detail">
              <DraftInput
                id={`${labelId}-own`}
                testId="own-port"
                size="short"
                inputMode="numeric"
                dir="ltr"
                label={t('settings.network.ownPortLabel')}
                value={String(value)}
                check={check}
                onSave={async (text) => announceSaved(await change(parsePort(text)))}
                onFault={setError}
                isFaulty={error !== null}
                savedLabel={t('settings.saved')}
                describedBy={error === null ? undefined : errorId}
              />
            </div>
          )}
        </>
      )}
    </FormGroup>
  );
}

function kindOf(port: number | null, usual: number): PortKind {
  if ((port ?? usual) === 0) return 'any';
  return port === null ? 'usual' : 'own';
}

/** The choices; the one that holds says which port it came to, where that is not plain. */
function usePortChoices(kind: PortKind, wanted: number, usual: number): readonly RadioChoice<PortKind>[] {
  const { t } = useWording();
  const current = useApp(selectSelf)?.port ?? 0;
  const isElsewhere = current > 0 && current !== wanted;
  const words = kind === 'any' ? 'anyPortHint' : 'otherPort';
  const hint = isElsewhere ? { hint: t(`settings.network.${words}`, { port: String(current) }) } : {};
  const all: readonly RadioChoice<PortKind>[] = [
    { value: 'usual', label: t('settings.network.usualPort', { port: String(usual) }) },
    { value: 'any', label: t('settings.network.anyPort') },
    { value: 'own', label: t('settings.network.ownPort') },
  ];
  // without a usual one, the usual is any
  const possible = usual === 0 ? all.filter(({ value }) => value !== 'usual') : all;
  return possible.map((choice) => (choice.value === kind ? { ...choice, ...hint } : choice));
}
