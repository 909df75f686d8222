/** A display asks: what does the buyer see now? One that goes on asking is there. */
export const asks = 'poltora-display-asks';

/** A display asks so often, ms: the till's window may have come anew. */
export const askEveryMs = 1_000;
