/**
 * The one door to what reads and writes ASN.1: pkijs and asn1js for certificates, CMS and time-stamps, node-forge for
 * PKCS#12 alone, because it opens the old ciphers that certificate shops and Windows still use. The build bundles
 * this file.
 */
export * as asn1js from 'asn1js';
export { default as forge } from 'node-forge';
export * as pkijs from 'pkijs';
