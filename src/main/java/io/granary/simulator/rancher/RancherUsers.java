// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.rancher;

import io.granary.simulator.apiserver.GroupResource;
import io.granary.simulator.apiserver.ObjectKey;
import io.granary.simulator.site.ResourceKind;
import io.granary.simulator.site.Seeds;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/**
 * Rancher's users, their tokens, and their roles on all clusters or on some. What follows from a role at the local
 * cluster and at the sites is worked out by {@link BindingController} and {@link SiteRights}, from the objects.
 */
public final class RancherUsers {
    private static final String MANAGEMENT = "management.cattle.io/v3";
    private static final List<String> GROUPS = List.of("system:cattle:authenticated", "system:authenticated");

    private final LocalCluster local;
    private final TokenStore tokens;
    private final Seeds seeds;

    public RancherUsers(LocalCluster local, TokenStore tokens, Seeds seeds) {
        this.local = local;
        this.tokens = tokens;
        this.seeds = seeds;
    }

    /** The roles that Rancher brings along. */
    public void writeRoles() {
        for (var template : RoleTemplates.all()) {
            put(
                    "RoleTemplate",
                    object("RoleTemplate", "", template.name())
                            .with("displayName", template.displayName())
                            .with("context", template.context())
                            .with("builtin", true)
                            .with("rules", template.ruleArray())
                            .with("roleTemplateNames", new JsonArray(template.inherits())));
        }
        put(
                "GlobalRole",
                object("GlobalRole", "", "user")
                        .with("displayName", "Standard User")
                        .with("builtin", true)
                        .with("rules", RoleTemplates.standardUser()));
    }

    /**
     * A standard user with an API token.
     *
     * @param id as Rancher makes it: {@code u-} and ten letters or digits
     * @param groups of the identity provider, as {@code github_team://4711}
     * @return what goes behind {@code Bearer}
     */
    public String enrol(String id, String login, String displayName, String... groups) {
        put(
                "User",
                object("User", "", id)
                        .with("displayName", displayName)
                        .with("username", login)
                        .with("enabled", true)
                        .with("principalIds", new JsonArray().add("local://" + id)));
        grantGlobally(id, "user");
        return token(id, "token-" + id.substring(2), groups);
    }

    /** Another token of a user. */
    public String token(String id, String name, String... groups) {
        put(
                "Token",
                object("Token", "", name)
                        .labels(new JsonObject().put("authn.management.cattle.io/token-userId", id))
                        .with("userId", id)
                        .with("authProvider", "local")
                        .with("isDerived", true)
                        .with("ttl", 0)
                        .with("enabled", true));
        var all = new ArrayList<>(GROUPS);
        all.addAll(List.of(groups));
        return tokens.issue(name, id, all);
    }

    /** A role on all clusters, and what it inherits there. */
    public void grantGlobally(String user, String globalRole) {
        put(
                "GlobalRoleBinding",
                object("GlobalRoleBinding", "", "grb-" + user.substring(2) + "-" + globalRole)
                        .with("globalRoleName", globalRole)
                        .with("userName", user));
    }

    /** A role on one cluster. */
    public void grant(String user, String cluster, String roleTemplate) {
        bind(cluster, roleTemplate, binding(user, roleTemplate), new JsonObject().put("userName", user));
    }

    /** A role on one cluster for all of a group of the identity provider. */
    public void grantGroup(String group, String cluster, String roleTemplate) {
        var name = "crtb-" + group.replaceAll("[^a-z0-9]+", "-") + "-" + roleTemplate;
        bind(cluster, roleTemplate, name, new JsonObject().put("groupPrincipalName", group));
    }

    /** Takes a role on one cluster back. */
    public void withdraw(String user, String cluster, String roleTemplate) {
        local.remove(
                ResourceKind.named(MANAGEMENT, "ClusterRoleTemplateBinding"),
                ObjectKey.of(cluster, binding(user, roleTemplate)));
    }

    private static String binding(String user, String roleTemplate) {
        return "crtb-" + user.substring(2) + "-" + roleTemplate;
    }

    private void bind(String cluster, String roleTemplate, String name, JsonObject subject) {
        var builder = object("ClusterRoleTemplateBinding", cluster, name)
                .with("clusterName", cluster)
                .with("roleTemplateName", roleTemplate);
        subject.forEach(field -> builder.with(field.getKey(), field.getValue()));
        put("ClusterRoleTemplateBinding", builder);
    }

    private void put(String kind, ObjectBuilder builder) {
        local.put(ResourceKind.named(MANAGEMENT, kind), builder.build());
    }

    private ObjectBuilder object(String kind, String namespace, String name) {
        var uid = seeds.of(kind + namespace).of(name).uuid().toString();
        return new ObjectBuilder(MANAGEMENT, kind, namespace, name, uid);
    }

    static GroupResource management(String plural) {
        return GroupResource.of("management.cattle.io", plural);
    }
}
