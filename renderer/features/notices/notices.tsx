import { CircleAlert, Info, X } from 'lucide-react';
import { useEffect } from 'react';
import { useApp, useAppStore } from '../../bridge/app-context.tsx';
import { IconButton } from '../../components/icon-button.tsx';
import type { Notice } from '../../stores/notices-slice.ts';
import { selectNotices } from '../../stores/selectors.ts';
import { useWording } from '../../text/wording-context.tsx';
import './notices.css';

/** Long enough to read two short sentences twice. */
const SHOWN_MS = { text: 5_000, error: 12_000 } as const;

/** Short messages at the foot of the window. They go by themselves; what matters longer stands elsewhere. */
export function Notices() {
  const { t } = useWording();
  const notices = useApp(selectNotices);
  return (
    <section className="notices" aria-label={t('app.notices')} aria-live="polite">
      {notices.map((notice) => (
        <NoticeCard key={notice.id} notice={notice} />
      ))}
    </section>
  );
}

function NoticeCard({ notice }: { readonly notice: Notice }) {
  const { t, sentence, error } = useWording();
  const store = useAppStore();
  useEffect(() => {
    const timer = setTimeout(() => store.getState().dismissNotice(notice.id), SHOWN_MS[notice.kind]);
    return () => clearTimeout(timer);
  }, [store, notice]);
  const words = notice.kind === 'error' ? error(notice.error, notice.peerName) : { title: notice.text, hint: '' };
  const Icon = notice.kind === 'error' ? CircleAlert : Info;
  return (
    <div className={`notice notice-${notice.kind}`} data-testid="notice">
      <Icon size={18} aria-hidden="true" />
      <p>
        <strong>{words.hint === '' ? words.title : sentence(words.title)}</strong> {words.hint}
      </p>
      <IconButton
        hint={t('app.dismiss')}
        icon={<X size={16} aria-hidden="true" />}
        onClick={() => store.getState().dismissNotice(notice.id)}
      />
    </div>
  );
}
