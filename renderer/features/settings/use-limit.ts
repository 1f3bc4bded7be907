import { useState } from 'react';
import { SETTINGS_LIMITS, type SettingsPatch } from '../../../shared/model/settings.ts';
import { useWording } from '../../text/wording-context.tsx';
import {
  findLimitFault,
  FIRST_AMOUNT,
  lowestShown,
  toAmount,
  toBytesPerSec,
  unitFor,
  type Base,
  type SpeedUnit,
} from './limit-amount.ts';
import { parseSpeed } from './parse-speed.ts';
import { useSetting } from './use-setting.ts';

/** A speed limit as a number in a unit. Turned off and on again, it is what it was. */
export function useLimit(current: number | null, base: Base, toPatch: (limit: number | null) => SettingsPatch) {
  const { number } = useWording();
  const { value, error, setError, change } = useSetting(current, toPatch);
  const [last, setLast] = useState(value ?? toBytesPerSec(FIRST_AMOUNT.amount, FIRST_AMOUNT.unit, base));
  const [unit, setUnit] = useState<SpeedUnit>(unitFor(last, base));
  const limit = value ?? last;
  const amount = toAmount(limit, unit, base);
  const { parse, check } = useLimitCheck(unit, base);
  const set = (bytesPerSec: number): Promise<boolean> => {
    setLast(bytesPerSec);
    return change(bytesPerSec);
  };
  const chooseUnit = (chosen: SpeedUnit): void => {
    setUnit(chosen);
    const sameNumber = toBytesPerSec(amount, chosen, base);
    // where the number makes no sense in the new unit, the speed stays and the number changes
    if (findLimitFault(sameNumber) === null) void set(sameNumber);
  };
  return {
    isOn: value !== null,
    turn: (isOn: boolean): void => void change(isOn ? last : null),
    text: number(amount),
    unit,
    chooseUnit,
    check,
    save: (text: string): Promise<boolean> => set(parse(text) ?? limit),
    error,
    setError,
  };
}

/** What was typed as bytes a second, and what is wrong with it. */
function useLimitCheck(unit: SpeedUnit, base: Base) {
  const { t, number, rate } = useWording();
  const parse = (text: string): number | null => parseSpeed(text, unit, base, number);
  const check = (text: string): string | null => {
    const bytesPerSec = parse(text);
    if (bytesPerSec === null) return t('settings.network.badLimit', { example: number(1.5) });
    const fault = findLimitFault(bytesPerSec);
    if (fault === null) return null;
    if (fault === 'low') return t('settings.network.lowLimit', { min: rate(lowestShown(base)) });
    return t('settings.network.highLimit', { max: rate(SETTINGS_LIMITS.maxBytesPerSec) });
  };
  return { parse, check };
}
