// A disk thread of an engine that may be told to die at an exact step of its work.
import './kill-point.ts';
import '../disk-thread/worker.ts';
