// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.kube;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;

/** Finds Rancher: by configuration, from the kubeconfig where it leads through Rancher, or from Rancher's settings. */
public final class RancherConnection {
    private static final String LOCAL = "/k8s/clusters/local";

    private final HubConfig.Rancher config;
    private final HubConnection hub;
    private final ApiDoor hubDoor;
    private final OwnToken own;

    RancherConnection(HubConfig.Rancher config, HubConnection hub, ApiDoor hubDoor, OwnToken own) {
        this.config = config;
        this.hub = hub;
        this.hubDoor = hubDoor;
        this.own = own;
    }

    /**
     * Opens the one origin behind which all sites are, and keeps it where Rancher is. Waits for Rancher's settings
     * where it must ask them.
     *
     * @throws Kubeconfig.Unusable with one sentence that says what to set
     * @throws ApiProblem.Failure where the hub's cluster does not answer
     */
    public ApiOrigin open(ApiDoors doors, Executor executor, LongSupplier nanos) {
        var origin = doors.origin(address(), credentials(executor, nanos));
        new AddressFollower(origin, this::address).start(doors.vertx(), executor);
        return origin;
    }

    ApiAddress address() {
        var kubeconfig = hub.read().address();
        if (config.url().isPresent()) {
            return configured(config.url().get(), kubeconfig);
        }
        if (kubeconfig.path().endsWith(LOCAL)) {
            var base = kubeconfig.path().substring(0, kubeconfig.path().length() - LOCAL.length());
            return withoutClientCertificate(kubeconfig).withPath(base);
        }
        var internal = setting("internal-server-url");
        var url = internal.isEmpty() ? setting("server-url") : internal;
        if (url.isEmpty()) {
            throw new Kubeconfig.Unusable("Rancher's address is not known: set GRANARY_RANCHER_URL, or server-url in "
                    + "Rancher's global settings");
        }
        return ApiAddress.of(url, trust(internal.isEmpty() ? "cacerts" : "internal-cacerts"));
    }

    private ApiAddress configured(String url, ApiAddress kubeconfig) {
        var bare = ApiAddress.of(url, ApiAddress.Trust.PUBLIC);
        var sameServer = bare.host().equals(kubeconfig.host()) && bare.port() == kubeconfig.port();
        if (config.caFile().isEmpty() && sameServer) {
            return withoutClientCertificate(kubeconfig).withPath(bare.path());
        }
        return bare.isTls() ? ApiAddress.of(url, trust("cacerts")) : bare;
    }

    private ApiAddress.Trust trust(String setting) {
        var authorities = config.caFile().map(HubConnection::text).orElseGet(() -> setting(setting));
        return new ApiAddress.Trust(authorities.isBlank() ? null : authorities, null, null);
    }

    private static ApiAddress withoutClientCertificate(ApiAddress address) {
        var trust = new ApiAddress.Trust(address.trust().authorities(), null, null);
        return new ApiAddress(address.scheme(), address.host(), address.port(), address.path(), trust);
    }

    /** A setting of Rancher; its value counts before its default. */
    private String setting(String name) {
        var call = ApiCall.get("/apis/management.cattle.io/v3/settings/" + name, Budget.OBJECT);
        var reply = hubDoor.await(call);
        if (reply.status() == 404) {
            return "";
        }
        if (reply.status() >= 300) {
            throw new ApiProblem.Failure(ApiProblem.of(reply));
        }
        var tree = Wire.read(reply.body(), JsonNode.class);
        var value = tree.path("value").asText("");
        return value.isEmpty() ? tree.path("default").asText("") : value;
    }

    private Credentials credentials(Executor executor, LongSupplier nanos) {
        if (config.tokenFile().isPresent()) {
            var file = config.tokenFile().get();
            return new ReloadingCredentials(
                    () -> Kubeconfig.bearer(HubConnection.text(file).strip()), executor, nanos);
        }
        if (config.identity().user().isPresent()) {
            var user = config.identity().user().get();
            return new ReloadingCredentials(() -> Kubeconfig.bearer(own.of(user)), executor, nanos);
        }
        if (hub.read().address().path().endsWith(LOCAL)) {
            return hub.credentials(executor, nanos);
        }
        throw new Kubeconfig.Unusable("Granary has no Rancher token: set GRANARY_RANCHER_IDENTITY_USER to its User "
                + "at Rancher, or GRANARY_RANCHER_TOKEN_FILE to a file with an API token; the service account of its "
                + "own cluster is not accepted at /k8s/clusters/<id>");
    }
}
