import type { KktManifest } from '../manifest.ts';

/** The practice ККТ of a demo shop. */
const demo: KktManifest = { id: 'demo', links: ['demo'], load: () => import('./driver.ts') };
export default demo;
