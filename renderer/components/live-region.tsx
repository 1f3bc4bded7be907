interface LiveRegionProps {
  readonly politely: { readonly id: number; readonly text: string } | null;
  readonly assertively: { readonly id: number; readonly text: string } | null;
}

/** What screen readers say without being asked. A new key makes the same words count as news. */
export function LiveRegion({ politely, assertively }: LiveRegionProps) {
  return (
    <div className="spoken-region">
      <div className="spoken" aria-live="polite">
        <p key={politely?.id}>{politely?.text}</p>
      </div>
      <div className="spoken" aria-live="assertive">
        <p key={assertively?.id}>{assertively?.text}</p>
      </div>
    </div>
  );
}
