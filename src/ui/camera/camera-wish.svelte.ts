import { createContext } from 'svelte';

/** Whether somebody scans with the camera: its panel comes back with each receipt, until the person closes it. */
export class CameraWish {
  isWanted = $state(false);
}

export const [cameraWish, setCameraWish] = createContext<CameraWish>();
