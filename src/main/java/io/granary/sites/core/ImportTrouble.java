// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.sites.core;

import io.granary.sites.core.ImportSeen.Side;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What keeps a site from connecting, told from what its setting and its agent say: the words are those of Go's HTTP
 * client and of the kubelet.
 *
 * @param reason one word in CamelCase
 * @param message what to do, and the site's own words
 */
record ImportTrouble(String reason, String message) {
    /** Words that give a trouble away, in lower case, and what to do about it; the first that fits counts. */
    private record Sign(List<String> words, String reason, String remedy) {}

    private static final List<Sign> SIGNS = List.of(
            new Sign(
                    List.of("imagepullbackoff", "errimagepull", "invalidimagename", "errimageneverpull"),
                    "ImagePull",
                    "The site cannot pull the image of Rancher's agent: let it reach the registry (settings http-proxy"
                            + " and containerd-registry), or load the image onto its nodes"),
            new Sign(
                    List.of("proxyconnect", "proxy authentication", "via proxy"),
                    "ProxyFails",
                    "The site's proxy does not let it through to Rancher: mend the setting http-proxy, and put"
                            + " Rancher's host into noProxy if it needs none"),
            new Sign(
                    List.of("x509", "certificate", "cacerts"),
                    "CertificateNotTrusted",
                    "The site does not trust Rancher's certificate: put the authority that signed it into the setting"
                            + " additional-ca of the site, and see that Rancher's setting cacerts holds the same"),
            new Sign(
                    List.of("no such host", "server misbehaving", "could not resolve"),
                    "NameNotResolved",
                    "The site cannot resolve Rancher's name: mend its DNS servers, or Rancher's setting server-url"),
            new Sign(
                    List.of(
                            "connection refused",
                            "no route to host",
                            "i/o timeout",
                            "deadline exceeded",
                            "client.timeout",
                            "network is unreachable"),
                    "RancherUnreachable",
                    "The site does not reach Rancher: open the way to Rancher's server-url on port 443"),
            new Sign(
                    List.of("401 unauthorized", "403 forbidden", "404 not found", "status code 404"),
                    "TokenRefused",
                    "Rancher does not accept the token in the URL any more: delete this Site and apply it anew"));

    /** Empty where nothing is wrong so far. */
    static Optional<ImportTrouble> of(Side.Answers site) {
        // The setting comes first: no agent runs before the manifest was fetched.
        var words = site.complaint().isEmpty() ? site.agent() : site.complaint();
        if (words.isEmpty()) {
            return Optional.empty();
        }
        var lower = words.toLowerCase(Locale.ROOT);
        var said = ". The site says: " + words;
        return SIGNS.stream()
                .filter(sign -> sign.words().stream().anyMatch(lower::contains))
                .findFirst()
                .map(sign -> new ImportTrouble(sign.reason(), sign.remedy() + said))
                .or(() -> Optional.of(
                        site.complaint().isEmpty()
                                ? new ImportTrouble(
                                        "AgentFails", "Rancher's agent does not run at the site (cattle-system)" + said)
                                : new ImportTrouble(
                                        "SettingFails", "The site cannot apply cluster-registration-url" + said)));
    }
}
