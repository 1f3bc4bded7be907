/** Time left, in words. Deliberately coarse: a number that jumps is worse than a rough one. */
export const time = {
  fewSeconds: 'a few seconds',
  seconds: 'about {count, plural, one {# second} other {# seconds}}',
  minutes: 'about {count, plural, one {# minute} other {# minutes}}',
  hours: 'about {count, plural, one {# hour} other {# hours}}',
  days: 'about {count, plural, one {# day} other {# days}}',
} as const;
