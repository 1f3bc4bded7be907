import type { SettingsView } from '../../../shared/model/settings.ts';
import { useApp } from '../../bridge/app-context.tsx';
import { DraftInput } from '../../components/draft-input.tsx';
import { FormGroup } from '../../components/form-group.tsx';
import { RadioList } from '../../components/radio-list.tsx';
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
  const announceSaved = useSavedAnnouncement();
  const { value, error, setError, change } = useSetting(view.settings.port, (port) => ({ port }));
  const kind = kindOf(value);
  const choose = (chosen: PortKind): void => {
    const inUse = current === 0 ? view.defaults.port : current;
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
          <RadioList
            labelledBy={labelId}
            describedBy={describedBy}
            value={kind}
            onChange={choose}
            choices={[
              { value: 'usual', label: t('settings.network.usualPort', { port: String(view.defaults.port) }) },
              {
                value: 'any',
                label: t('settings.network.anyPort'),
                ...(kind === 'any' &&
                  current > 0 && { hint: t('settings.network.anyPortHint', { port: String(current) }) }),
              },
              { value: 'own', label: t('settings.network.ownPort') },
            ]}
          />
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

function kindOf(port: number | null): PortKind {
  if (port === null) return 'usual';
  return port === 0 ? 'any' : 'own';
}
