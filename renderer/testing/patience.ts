import { configure } from '@testing-library/react';

/** Milliseconds; the usual second is too short for a computer that has much else to do. Nobody waits longer than it takes. */
configure({ asyncUtilTimeout: 60_000 });
