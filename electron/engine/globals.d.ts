// Node has WebAssembly, its types do not. Only what storage/aligned-memory.ts uses.
declare namespace WebAssembly {
  class Memory<Shared extends boolean = false> {
    constructor(descriptor: { readonly initial: number; readonly maximum: number; readonly shared?: Shared });
    readonly buffer: Shared extends true ? SharedArrayBuffer : ArrayBuffer;
  }
}

// The build makes a thread of the file that is named.
declare module '*?nodeWorker' {
  import type { Worker, WorkerOptions } from 'node:worker_threads';
  function createWorker(options: WorkerOptions): Worker;
  export { createWorker as default };
}
