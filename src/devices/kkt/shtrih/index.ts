import type { KktManifest } from '../manifest.ts';

/** ШТРИХ-М and the makers that speak its protocol. */
const shtrih: KktManifest = { id: 'shtrih', links: ['relay', 'cable'], load: () => import('./driver.ts') };
export default shtrih;
