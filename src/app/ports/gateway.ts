/** One exchange with the gateway that served this page, as plain data. */
export interface GatewayRequest {
  readonly method: 'GET' | 'PUT';
  /** Under this origin: `/relay/…`. */
  readonly path: string;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** The gateway's password, where it asks for one. */
  readonly tillKey: string | undefined;
  /** Of the whole exchange, ms. */
  readonly limitMs: number;
}

export interface GatewayAnswer {
  readonly status: number;
  /** The gateway's own word of refusal (`x-poltora-relay`); absent where the answer is of whoever stands behind it. */
  readonly relay?: string | undefined;
  readonly body: string;
}

/** Undefined: it did not answer in time, or at all. */
export type GatewayCall = (request: GatewayRequest) => Promise<GatewayAnswer | undefined>;
