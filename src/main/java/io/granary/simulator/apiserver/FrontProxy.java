// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.apiserver;

/**
 * The client certificate with which requests are forwarded to aggregated API servers, all PEM; its CA is published in
 * {@code kube-system/extension-apiserver-authentication}.
 *
 * @param clientCaPem published beside it as client-ca-file; empty leaves it out
 */
public record FrontProxy(String caPem, String certificatePem, String privateKeyPem, String clientCaPem) {}
