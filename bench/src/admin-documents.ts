/** What the benches ask of the admin API, with what a wallet wants to know of each. */
export const documents = {
  createAsset: `mutation CreateAsset($input: CreateAssetInput!) {
    createAsset(input: $input) { asset { id } }
  }`,
  depositAsset: `mutation DepositAsset($input: DepositAssetLiquidityInput!) {
    depositAssetLiquidity(input: $input) { success }
  }`,
  createPeer: `mutation CreatePeer($input: CreatePeerInput!) {
    createPeer(input: $input) { peer { id } }
  }`,
  peerLiquidity: `query Peer($id: String!) { peer(id: $id) { liquidity } }`,
  createWalletAddress: `mutation CreateWalletAddress($input: CreateWalletAddressInput!) {
    createWalletAddress(input: $input) { walletAddress { id } }
  }`,
  createWalletAddressKey: `mutation CreateKey($input: CreateWalletAddressKeyInput!) {
    createWalletAddressKey(input: $input) { walletAddressKey { id } }
  }`,
  createIncomingPayment: `mutation CreateIncomingPayment($input: CreateIncomingPaymentInput!) {
    createIncomingPayment(input: $input) { payment { id } }
  }`,
  received: `query IncomingPayment($id: String!) {
    incomingPayment(id: $id) { receivedAmount { value } }
  }`,
  createReceiver: `mutation CreateReceiver($input: CreateReceiverInput!) {
    createReceiver(input: $input) {
      receiver {
        id
        walletAddressUrl
        completed
        incomingAmount { value assetCode assetScale }
        receivedAmount { value assetCode assetScale }
        createdAt
      }
    }
  }`,
  createQuote: `mutation CreateQuote($input: CreateQuoteInput!) {
    createQuote(input: $input) {
      quote {
        id
        walletAddressId
        receiver
        debitAmount { value assetCode assetScale }
        receiveAmount { value assetCode assetScale }
        createdAt
        expiresAt
      }
    }
  }`,
  createOutgoingPayment: `mutation CreateOutgoingPayment($input: CreateOutgoingPaymentInput!) {
    createOutgoingPayment(input: $input) {
      payment {
        id
        walletAddressId
        state
        error
        receiver
        debitAmount { value assetCode assetScale }
        receiveAmount { value assetCode assetScale }
        createdAt
      }
    }
  }`,
  fund: `mutation Fund($input: DepositOutgoingPaymentLiquidityInput!) {
    depositOutgoingPaymentLiquidity(input: $input) { success }
  }`,
} as const
