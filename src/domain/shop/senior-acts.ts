/** Acts that an owner may keep for the senior cashier. */
export const seniorActs = ['cancel-receipt', 'cash-out', 'close-shift', 'export'] as const;
export type SeniorAct = (typeof seniorActs)[number];
