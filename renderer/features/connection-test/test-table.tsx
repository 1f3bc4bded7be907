import type { ConnectionTest } from '../../../shared/model/connection-test.ts';
import { TEST_GROUPS, testRows, type TestRow } from '../../../shared/text/test-lines.ts';
import { useWording } from '../../text/wording-context.tsx';
import { slowestKeys } from './slowest-keys.ts';

interface TestTableProps {
  readonly test: ConnectionTest;
  /** Its name, fit for a sentence. */
  readonly peer: string;
}

/** All figures, each with a bar beside the others of its unit. The bars are for the eye only: the table says the same. */
export function TestTable({ test, peer }: TestTableProps) {
  const wording = useWording();
  const { t } = wording;
  const rows = testRows(wording, test);
  const slowest = slowestKeys(test);
  return (
    <table className="connection-test-table selectable" data-testid="test-table">
      <thead className="spoken">
        <tr>
          <th scope="col">{t('test.columns.what')}</th>
          <th scope="col">{t('test.columns.bar')}</th>
          <th scope="col">{t('test.columns.value')}</th>
        </tr>
      </thead>
      {TEST_GROUPS.map((group) => (
        <tbody key={group}>
          <tr>
            <th scope="rowgroup" colSpan={3} className="section-title">
              {t(`test.group.${group}`, { peer })}
            </th>
          </tr>
          {rows
            .filter((row) => row.group === group)
            .map((row) => (
              <Row key={row.key} row={row} fraction={fractionOf(row, rows)} isSlowest={slowest.has(row.key)} />
            ))}
        </tbody>
      ))}
    </table>
  );
}

interface RowProps {
  readonly row: TestRow;
  /** 0 to 1 of the fastest; null: there is nothing to draw. */
  readonly fraction: number | null;
  readonly isSlowest: boolean;
}

function Row({ row, fraction, isSlowest }: RowProps) {
  return (
    <tr data-row={row.key} data-slowest={isSlowest || undefined}>
      <th scope="row">{row.label}</th>
      <td aria-hidden="true">
        {fraction !== null && (
          <div className="connection-test-bar">
            <div className="connection-test-fill" style={{ inlineSize: `${fraction * 100}%` }} />
          </div>
        )}
      </td>
      <td className="connection-test-value">{row.value}</td>
    </tr>
  );
}

function fractionOf({ amount }: TestRow, rows: readonly TestRow[]): number | null {
  if (amount === null) return null;
  const same = rows.flatMap((row) => (row.amount?.unit === amount.unit ? [row.amount.perSec] : []));
  return amount.perSec / Math.max(1, ...same);
}
