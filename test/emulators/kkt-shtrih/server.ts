import { createServer, type AddressInfo, type Socket } from 'node:net';
import type { Kkt } from './device.ts';

export interface KktTcpOptions {
  /**
   * What a connection sees when the power goes: `reset` breaks it at once, so that tests need not wait; `silent` is what a real cut
   * looks like: nothing comes any more, and the connection is refused as unknown when the power is back.
   */
  readonly atPowerOff?: 'reset' | 'silent';
  /** One FFh after the host's last ACK (§1.2); true by default. */
  readonly trailingFf?: boolean;
}

export interface KktTcp {
  readonly host: string;
  readonly port: number;
  readonly close: () => Promise<void>;
}

/** Puts the ККТ on a loopback TCP port (0 = any free one): the same bytes as on the serial line, one connection at a time. kkt-shtrih §1.1. */
export async function startKktTcp(
  kkt: Kkt,
  port = 0,
  { atPowerOff = 'reset', trailingFf = true }: KktTcpOptions = {},
): Promise<KktTcp> {
  const sockets = new Set<Socket>();
  const dropAll = (): void => {
    for (const socket of sockets) socket.destroy();
  };

  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('close', () => {
      sockets.delete(socket);
    });
    if (!kkt.powered) {
      if (atPowerOff === 'reset') socket.destroy();
      return;
    }
    const line = kkt.connect(
      (bytes) => {
        if (!socket.destroyed) socket.write(bytes);
      },
      {
        trailingFf,
        broken: () => {
          socket.destroy();
        },
      },
    );
    socket.on('data', (bytes) => {
      line.receive(bytes);
    });
    socket.once('close', () => {
      line.close();
    });
  });
  const unwatch = kkt.onPower((on) => {
    if (on || atPowerOff === 'reset') dropAll();
  });

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return {
    host: '127.0.0.1',
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        unwatch();
        server.close(() => {
          resolve();
        });
        dropAll();
      }),
  };
}
