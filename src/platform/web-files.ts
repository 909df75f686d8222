/** Files of the web, by their address, in one chunk of the build. */
export { goodsSource } from './goods-source.ts';
export { setupSource } from './setup-source.ts';
