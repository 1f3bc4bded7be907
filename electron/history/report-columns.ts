import { z } from 'zod';
import { EMPTY_REPORT, FILE_REMARKS, type FileRemark, type TransferReport } from '../../shared/model/transfer.ts';

/** More than a file can have; what a newer version wrote is let through. */
const MAX_REMARKS = 20;
/** UTF-16 units; a few counts, or a few words. */
const MAX_JSON = 2_000;

const count = z.int().min(0);

/** Counts that another version did not know are 0; those that this one does not know are left out. */
const reportSchema = z.object({
  wasThere: count.default(0),
  replaced: count.default(0),
  notReplaced: count.default(0),
  renamed: count.default(0),
  notExecutable: count.default(0),
  leftOut: count.default(0),
});

const remarksSchema = z.array(z.string().max(100)).max(MAX_REMARKS);

function jsonColumn<S extends z.ZodType>(schema: S) {
  return z
    .string()
    .max(MAX_JSON)
    .transform((text, context): unknown => {
      try {
        return JSON.parse(text);
      } catch {
        context.addIssue('no JSON');
        return z.NEVER;
      }
    })
    .pipe(schema)
    .nullable();
}

/** What the column `report` holds; null: all went the plain way. */
export const reportColumn = jsonColumn(reportSchema).transform((report): TransferReport => report ?? EMPTY_REPORT);

/** What the column `remarks` holds; null: none. */
export const remarksColumn = jsonColumn(remarksSchema).transform((remarks): readonly FileRemark[] =>
  FILE_REMARKS.filter((remark) => remarks?.includes(remark)),
);

export function toReportColumn(report: TransferReport): string | null {
  return Object.values(report).some((value) => value > 0) ? JSON.stringify(report) : null;
}

export function toRemarksColumn(remarks: readonly FileRemark[]): string | null {
  return remarks.length > 0 ? JSON.stringify(remarks) : null;
}
