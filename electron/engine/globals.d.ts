// Node has WebAssembly, its types do not. Only what storage/aligned-memory.ts uses.
declare namespace WebAssembly {
  class Memory {
    constructor(descriptor: { readonly initial: number; readonly maximum: number });
    readonly buffer: ArrayBuffer;
  }
}
