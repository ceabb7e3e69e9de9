// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.kube;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Where the hub may fetch from when somebody gives it a URL. The hub stands in a network that its users cannot reach:
 * the cloud's metadata, services that listen on the machine alone, pods. Those addresses are refused unless they are
 * listed; private networks such as 10.0.0.0/8 are where image servers stand, and are not. A name is resolved once, and
 * the connection goes to the very address that was judged.
 *
 * @param allowed networks that are fetched from in any case
 * @param denied networks that are not, such as those of pods and services
 */
public record FetchRule(List<Network> allowed, List<Network> denied) {
    public static final FetchRule USUAL = new FetchRule(List.of(), List.of());

    public FetchRule {
        allowed = List.copyOf(allowed);
        denied = List.copyOf(denied);
    }

    /** How a name becomes addresses. */
    @FunctionalInterface
    interface Names {
        InetAddress[] resolve(String host) throws UnknownHostException;
    }

    /** An IP network such as 10.42.0.0/16 or fd00::/8; a lone address is a network of one. */
    public record Network(byte[] address, int prefix) {
        public Network {
            address = address.clone();
        }

        @Override
        public byte[] address() {
            return address.clone();
        }

        /** @throws IllegalArgumentException if it is none */
        public static Network of(String text) {
            var parts = text.strip().split("/", -1);
            try {
                if (!parts[0].matches("[0-9.]+|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*")) {
                    throw new IllegalArgumentException();
                }
                var address = InetAddress.getByName(parts[0]).getAddress();
                int most = address.length * 8;
                int prefix = parts.length == 1 ? most : Integer.parseInt(parts[1]);
                if (parts.length > 2 || prefix < 0 || prefix > most) {
                    throw new IllegalArgumentException();
                }
                return new Network(address, prefix);
            } catch (UnknownHostException | IllegalArgumentException malformed) {
                throw new IllegalArgumentException(
                        "'" + text + "' is no network: write one such as 10.42.0.0/16 or fd00::/8", malformed);
            }
        }

        boolean holds(InetAddress other) {
            var bytes = other.getAddress();
            if (bytes.length != address.length) {
                return false;
            }
            for (int bit = 0; bit < prefix; bit++) {
                int mask = 0x80 >> (bit % 8);
                if ((bytes[bit / 8] & mask) != (address[bit / 8] & mask)) {
                    return false;
                }
            }
            return true;
        }
    }

    /**
     * Where a URL leads, judged.
     *
     * @throws IOException with one sentence, if the hub does not go there
     */
    Target judge(String url, Names names) throws IOException {
        var uri = parsed(url);
        var scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        if (!scheme.equals("https") && !scheme.equals("http")) {
            throw new IOException("the URL " + url + " begins with neither https:// nor http://");
        }
        var host = uri.getHost();
        if (host == null || uri.getRawUserInfo() != null) {
            throw new IOException("the URL " + url + " must be https://host/path, without a user");
        }
        var bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        int usual = scheme.equals("https") ? 443 : 80;
        return new Target(
                uri, scheme.equals("https"), bare, uri.getPort() < 0 ? usual : uri.getPort(), address(bare, names));
    }

    private static URI parsed(String url) throws IOException {
        try {
            return URI.create(url);
        } catch (IllegalArgumentException malformed) {
            throw new IOException("the URL " + url + " is not well formed", malformed);
        }
    }

    private InetAddress address(String host, Names names) throws IOException {
        InetAddress[] found;
        try {
            found = names.resolve(host);
        } catch (UnknownHostException unknown) {
            throw new IOException("the host " + host + " is not known to the hub", unknown);
        }
        return Arrays.stream(found)
                .filter(this::permits)
                .findFirst()
                .orElseThrow(() -> new IOException("the host " + host + " leads to " + found[0].getHostAddress()
                        + ", where the hub does not fetch from; if it should, an operator lists that network in"
                        + " granary.library.allowed-networks"));
    }

    boolean permits(InetAddress address) {
        if (allowed.stream().anyMatch(network -> network.holds(address))) {
            return true;
        }
        var inward = address.isLoopbackAddress()
                || address.isAnyLocalAddress()
                || address.isLinkLocalAddress()
                || address.isMulticastAddress()
                || INWARD.stream().anyMatch(network -> network.holds(address));
        return !inward && denied.stream().noneMatch(network -> network.holds(address));
    }

    /** This network, shared addresses of providers, broadcast; unique local addresses, and IPv4 dressed as IPv6. */
    private static final List<Network> INWARD = List.of(
                    "0.0.0.0/8", "100.64.0.0/10", "255.255.255.255", "fc00::/7", "64:ff9b::/96", "2002::/16", "::/96")
            .stream()
            .map(Network::of)
            .toList();

    /** A URL with the address that was judged. */
    record Target(URI uri, boolean tls, String host, int port, InetAddress address) {}
}
