/** The address under which the build serves the file. */
declare module '*.wasm?url' {
  const url: string;
  export default url;
}
