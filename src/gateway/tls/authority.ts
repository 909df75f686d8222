/**
 * The certificate authority of this one shop: it signs the certificate under which the gateway answers tablets over https. It is made once and kept, because each
 * tablet has its public certificate installed; its key never leaves the gateway. What it may sign for is limited to private addresses and names under `.local`
 * (name constraints, RFC 5280 §4.2.1.10), so that on a tablet it is worth nothing for any site of the internet. The bare name of the machine stays out: it may be a
 * zone of the internet, too, and a computer called «shop» must not make an authority for every site of `.shop`.
 */
import { createHash, createPrivateKey, generateKeyPairSync, randomBytes, sign, X509Certificate } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { join } from 'node:path';
import { AsnConvert, OctetString } from '@peculiar/asn1-schema';
import {
  AlgorithmIdentifier,
  AttributeTypeAndValue,
  AttributeValue,
  AuthorityKeyIdentifier,
  BasicConstraints,
  Certificate,
  ExtendedKeyUsage,
  Extension,
  Extensions,
  GeneralName,
  GeneralSubtree,
  GeneralSubtrees,
  id_ce_authorityKeyIdentifier,
  id_ce_basicConstraints,
  id_ce_extKeyUsage,
  id_ce_keyUsage,
  id_ce_nameConstraints,
  id_ce_subjectAltName,
  id_ce_subjectKeyIdentifier,
  id_kp_serverAuth,
  KeyIdentifier,
  KeyUsage,
  KeyUsageFlags,
  Name,
  NameConstraints,
  RelativeDistinguishedName,
  SubjectAlternativeName,
  SubjectKeyIdentifier,
  SubjectPublicKeyInfo,
  TBSCertificate,
  Validity,
  Version,
} from '@peculiar/asn1-x509';
import { SealedFolder } from '../sealed-folder.ts';

/** A certificate of the gateway for its own names, with its key, both in PEM. */
export interface Leaf {
  readonly key: string;
  readonly certificate: string;
  readonly names: MachineNames;
  /** Epoch ms: from when to when it is good. */
  readonly from: number;
  readonly until: number;
}

/** What this machine is called in the shop's network. */
export interface MachineNames {
  /** IPv4, private ones only. */
  readonly addresses: readonly string[];
  /** One label in lower case; undefined: it has none that a certificate may carry. */
  readonly host: string | undefined;
}

/** RFC 1918. */
const PRIVATE_NETS = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'];
export const isPrivate = (address: string): boolean =>
  /^(10\.|172\.(1[6-9]|2\d|3[01])\.|192\.168\.)/.test(address) && /^\d+(\.\d+){3}$/.test(address);

/** Names of multicast DNS (RFC 6762 §3): `kassa.local` is found without a server of names. */
const MDNS = 'local';

/** Fixed, not counted from now: a computer whose clock is wrong on the day of its making must not spoil it. UTCTime ends with 2049 (RFC 5280 §4.1.2.5.1). */
const AUTHORITY_FROM = Date.UTC(2020, 0, 1);
const AUTHORITY_UNTIL = Date.UTC(2049, 11, 31);
const DAY_MS = 24 * 60 * 60_000;
/** The clock of a tablet may be behind. */
const LEAF_BEFORE_MS = DAY_MS;
/** Browsers refuse more than 398 days of public authorities (CA/Browser Forum BR §6.3.2), and some of any. */
const LEAF_MS = 397 * DAY_MS;
/** So early a new one is made. */
const RENEW_MS = 30 * DAY_MS;

const ECDSA_WITH_SHA256 = '1.2.840.10045.4.3.2';
const COMMON_NAME = '2.5.4.3';

const FOLDER = 'tls';
const FILE = 'authority';

export interface AuthorityMeans {
  /** POLTORA_DATA; undefined: it lives as long as the gateway. */
  readonly data: string | undefined;
  /** Of this machine: a person finds a new one by it among other certificates. */
  readonly host: string | undefined;
  readonly log: (line: string) => void;
}

export class Authority {
  readonly #key: KeyObject;
  readonly #certificate: X509Certificate;

  private constructor(key: KeyObject, certificate: X509Certificate) {
    this.#key = key;
    this.#certificate = certificate;
  }

  /** The one that is kept, or a new one. Rejects where the folder cannot be read or written: one that is lost at the next start would be installed in vain. */
  static async open({ data, host, log }: AuthorityMeans): Promise<Authority> {
    const folder = data === undefined ? undefined : new SealedFolder(join(data, FOLDER), '.sealed');
    const opened = await folder?.open();
    const content = opened?.files.get(FILE);
    const kept = content && Authority.#read(content);
    if (kept) return kept;
    const aside = [...(opened?.putAside ?? []), ...(folder && content ? [await folder.putAside(FILE)] : [])];
    if (aside.length > 0)
      log(
        `Сертификат кассы для планшетов не читается и отложен: ${aside.join(', ')}. Сделан новый: поставьте его на планшеты снова.`,
      );
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const certificate = selfSigned(privateKey, publicKey, host);
    const made = { version: 1, key: pemOf(privateKey), certificate: certificate.toString() };
    await folder?.write(FILE, Buffer.from(JSON.stringify(made)));
    return new Authority(privateKey, certificate);
  }

  static #read(content: Buffer): Authority | undefined {
    try {
      const { key, certificate } = JSON.parse(content.toString()) as Readonly<Record<string, unknown>>;
      if (typeof key !== 'string' || typeof certificate !== 'string') return undefined;
      const read = new X509Certificate(certificate);
      const secret = createPrivateKey(key);
      return read.checkPrivateKey(secret) ? new Authority(secret, read) : undefined;
    } catch {
      return undefined;
    }
  }

  /** The public certificate, DER, for a tablet to install. */
  get certificate(): Buffer {
    return this.#certificate.raw;
  }

  /** SHA-256 of the certificate, as devices show it: pairs of hexadecimal digits with colons. */
  get fingerprint(): string {
    return this.#certificate.fingerprint256;
  }

  /** A certificate for these names, under a new key. `now`: epoch ms. */
  leaf({ addresses, host }: MachineNames, now: number): Leaf {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const from = now - LEAF_BEFORE_MS;
    const until = from + LEAF_MS;
    const issuer = AsnConvert.parse(this.#certificate.raw, Certificate).tbsCertificate;
    const certificate = signed(
      {
        issuer: issuer.subject,
        subject: commonName(addresses[0] ?? `${host ?? ''}.${MDNS}`),
        validity: new Validity({ notBefore: new Date(from), notAfter: new Date(until) }),
        subjectPublicKeyInfo: spkiOf(publicKey),
        extensions: new Extensions([
          extension(id_ce_basicConstraints, true, new BasicConstraints({ cA: false })),
          extension(id_ce_keyUsage, true, new KeyUsage(KeyUsageFlags.digitalSignature)),
          extension(id_ce_extKeyUsage, false, new ExtendedKeyUsage([id_kp_serverAuth])),
          extension(
            id_ce_subjectAltName,
            false,
            new SubjectAlternativeName([
              ...addresses.map((iPAddress) => new GeneralName({ iPAddress })),
              ...(host === undefined ? [] : [new GeneralName({ dNSName: `${host}.${MDNS}` })]),
            ]),
          ),
          extension(
            id_ce_authorityKeyIdentifier,
            false,
            new AuthorityKeyIdentifier({ keyIdentifier: new KeyIdentifier(keyIdOf(issuer.subjectPublicKeyInfo)) }),
          ),
        ]),
      },
      this.#key,
    );
    return { key: pemOf(privateKey), certificate: certificate.toString(), names: { addresses, host }, from, until };
  }
}

/** Whether it still stands for this machine. `now`: epoch ms. */
export const isGood = ({ names, from, until }: Leaf, current: MachineNames, now: number): boolean =>
  JSON.stringify(names) === JSON.stringify(current) && now >= from && now < until - RENEW_MS;

function selfSigned(key: KeyObject, publicKey: KeyObject, host: string | undefined): X509Certificate {
  const name = commonName(`Полтора: касса${host === undefined ? '' : ` на ${host}`}`);
  const subjectPublicKeyInfo = spkiOf(publicKey);
  const permitted = [
    ...PRIVATE_NETS.map((iPAddress) => new GeneralName({ iPAddress })),
    new GeneralName({ dNSName: MDNS }),
  ];
  return signed(
    {
      issuer: name,
      subject: name,
      validity: new Validity({ notBefore: new Date(AUTHORITY_FROM), notAfter: new Date(AUTHORITY_UNTIL) }),
      subjectPublicKeyInfo,
      extensions: new Extensions([
        extension(id_ce_basicConstraints, true, new BasicConstraints({ cA: true, pathLenConstraint: 0 })),
        extension(id_ce_keyUsage, true, new KeyUsage(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign)),
        extension(
          id_ce_nameConstraints,
          true,
          new NameConstraints({
            permittedSubtrees: new GeneralSubtrees(permitted.map((base) => new GeneralSubtree({ base }))),
          }),
        ),
        extension(id_ce_subjectKeyIdentifier, false, new SubjectKeyIdentifier(keyIdOf(subjectPublicKeyInfo))),
      ]),
    },
    key,
  );
}

function signed(
  parts: Pick<TBSCertificate, 'issuer' | 'subject' | 'validity' | 'subjectPublicKeyInfo'> & {
    readonly extensions: Extensions;
  },
  key: KeyObject,
): X509Certificate {
  const algorithm = new AlgorithmIdentifier({ algorithm: ECDSA_WITH_SHA256 });
  const serial = randomBytes(16);
  // A positive number whose first byte is no padding (RFC 5280 §4.1.2.2, DER).
  serial[0] = ((serial[0] ?? 0) & 0x3f) | 0x40;
  const tbsCertificate = new TBSCertificate({
    ...parts,
    version: Version.v3,
    serialNumber: bytes(serial),
    signature: algorithm,
  });
  const signature = sign('sha256', Buffer.from(AsnConvert.serialize(tbsCertificate)), key);
  const certificate = new Certificate({
    tbsCertificate,
    signatureAlgorithm: algorithm,
    signatureValue: bytes(signature),
  });
  return new X509Certificate(Buffer.from(AsnConvert.serialize(certificate)));
}

const extension = (extnID: string, critical: boolean, value: object): Extension =>
  new Extension({ extnID, critical, extnValue: new OctetString(AsnConvert.serialize(value)) });

const commonName = (text: string): Name =>
  new Name([
    new RelativeDistinguishedName([
      new AttributeTypeAndValue({ type: COMMON_NAME, value: new AttributeValue({ utf8String: text }) }),
    ]),
  ]);

const spkiOf = (key: KeyObject): SubjectPublicKeyInfo =>
  AsnConvert.parse(key.export({ type: 'spki', format: 'der' }), SubjectPublicKeyInfo);

/** RFC 7093 §2 (1): the leftmost 160 bits of the SHA-256 of the key. */
const keyIdOf = ({ subjectPublicKey }: SubjectPublicKeyInfo): ArrayBuffer =>
  bytes(createHash('sha256').update(Buffer.from(subjectPublicKey)).digest().subarray(0, 20));

const pemOf = (key: KeyObject): string => key.export({ type: 'pkcs8', format: 'pem' }).toString();

/** The library takes buffers that hold nothing else. */
const bytes = (buffer: Buffer): ArrayBuffer => Uint8Array.from(buffer).buffer;
