// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KubeconfigTest {
    private static String yaml(String cluster, String user) {
        return """
                current-context: demo
                contexts: [{name: demo, context: {cluster: c, user: u, namespace: fleet-default}}]
                clusters: [{name: c, cluster: {%s}}]
                users: [{name: u, user: {%s}}]
                """.formatted(cluster, user);
    }

    @Test
    void readsATokenAndKeepsItOutOfItsText() {
        var read = Kubeconfig.read(
                yaml("server: 'https://rancher.test/k8s/clusters/local/'", "token: 'u-1:secret'"),
                Kubeconfig.Files.none());

        assertThat(read.authorization()).isEqualTo("Bearer u-1:secret");
        assertThat(read.address().path()).isEqualTo("/k8s/clusters/local");
        assertThat(read.address().port()).isEqualTo(443);
        assertThat(read.namespace()).isEqualTo("fleet-default");
        assertThat(read.toString()).doesNotContain("secret");
    }

    @Test
    void readsFilesAndPasswords() {
        var read = Kubeconfig.read(
                yaml("server: 'https://[::1]:6443', certificate-authority: ca.pem", "username: a, password: b"),
                path -> "PEM of " + path);

        assertThat(read.address().trust().authorities()).isEqualTo("PEM of ca.pem");
        assertThat(read.address().host()).isEqualTo("::1");
        assertThat(read.authorization()).isEqualTo("Basic YTpi");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "server: 'https://a' | exec: {command: x} | uses 'exec'",
                "server: 'https://a', insecure-skip-tls-verify: true | token: t | set certificate-authority-data",
                "server: 'http://a' | token: t | would send the token unencrypted: write https://",
                "server: 'https://u:p@a' | token: t | is no server address",
                "server: 'ftp://a' | token: t | is no server address",
                "proxy-url: 'http://p', server: 'https://a' | token: t | uses 'proxy-url'",
                "x: 1 | token: t | names no server",
                "server: 'https://a' | client-certificate-data: YQ== | needs both client-certificate and client-key",
                "server: 'https://a' | token: 'two words' | holds characters that no token has",
                "server: 'https://a' | tokenFile: /etc/shadow | files are not read here",
            })
    void saysWhatItCannotUse(String cluster, String user, String message) {

        assertThatExceptionOfType(Kubeconfig.Unusable.class)
                .isThrownBy(() -> Kubeconfig.read(yaml(cluster, user), Kubeconfig.Files.none()))
                .withMessageContaining(message);
    }

    @Test
    void aBrokenFileIsNotQuoted() {
        assertThatExceptionOfType(Kubeconfig.Unusable.class)
                .isThrownBy(() -> Kubeconfig.read("token: [secret", Kubeconfig.Files.none()))
                .withMessageStartingWith("The kubeconfig is no valid YAML")
                .satisfies(failure -> assertThat(failure.getMessage()).doesNotContain("secret"));
    }
}
