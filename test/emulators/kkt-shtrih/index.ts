export { Kkt, type KktOptions, type Line, type LineOptions, type LoggedCommand } from './device.ts';
export type { KktFault } from './faults.ts';
export type { DocumentKind, FiscalDocument } from './fn.ts';
export type { MarkVerdict } from './marks.ts';
export type { Strip } from './printer.ts';
export type { Tags, TagValue } from './tags.ts';
export { startKktTcp, type KktTcp, type KktTcpOptions } from './server.ts';
export { startKktPty, type KktPty } from './pty.ts';
