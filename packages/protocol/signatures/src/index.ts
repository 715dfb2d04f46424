export { canonicalDepthMax, canonicalJson } from './canonical-json.ts'
export {
  checkContentDigest,
  contentDigest,
  type DigestAlgorithm,
  type DigestRefusal,
} from './content-digest.ts'
export {
  type Ed25519Jwk,
  exportJwk,
  jwkThumbprint,
  parseJwk,
  parseJwks,
  privateKeyFromPem,
  type VerificationKey,
} from './ed25519-key.ts'
export type { BaseRefusal } from './signature-base.ts'
export { type Signer, signRequest, type UnsignedRequest } from './sign-request.ts'
export {
  describeSignatureRefusal,
  type Freshness,
  isSignedWith,
  type ReadSignature,
  type ReceivedRequest,
  readSignature,
  type SignatureRefusal,
  verifyRequest,
} from './verify-request.ts'
export type { TimestampedSignatureRefusal, VerifiedTimestamp } from './timestamped-signature.ts'
export {
  adminClockSkewMsMax,
  type GraphqlRequestBody,
  signAdminRequest,
  verifyAdminSignature,
} from './admin-signature.ts'
export {
  signWebhook,
  verifyWebhookSignature,
  webhookClockSkewMsMax,
  webhookSignatureHeader,
  type WebhookBody,
} from './webhook-signature.ts'
