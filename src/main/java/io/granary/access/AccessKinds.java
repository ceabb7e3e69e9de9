// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.access;

import io.granary.access.core.Binding;
import io.granary.access.core.Role;
import io.granary.kube.ResourceType;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The kinds that say who may do what, and what Granary makes of each object. */
final class AccessKinds {
    /**
     * The role that lets everybody ask without naming a site. It opens the way to Granary and grants no rows; a
     * binding's role cannot be changed, so that a binding to it never comes to mean more.
     */
    static final String OWN_ROWS = "granary:own-rows";

    private static final String RBAC = "rbac.authorization.k8s.io/v1";
    private static final String RANCHER = "management.cattle.io/v3";

    private AccessKinds() {}

    /**
     * A kind of role.
     *
     * @param prefix of its keys in the book
     * @param read what it comes to
     */
    record RoleKind(String prefix, ResourceType<RoleObject> type, Function<RoleObject, Role> read) {
        String key(RoleObject role) {
            return prefix + role.metadata().key();
        }
    }

    /**
     * A kind of binding.
     *
     * @param prefix of its keys in the book
     * @param read null for what grants nothing
     */
    record BindingKind(
            String prefix, ResourceType<BindingObject> type, Function<BindingObject, @Nullable Binding> read) {
        String key(BindingObject binding) {
            return prefix + binding.metadata().key();
        }
    }

    static final List<RoleKind> ROLES = List.of(
            new RoleKind("Role:", RoleObject.type(RBAC, "roles"), AccessKinds::ofRows),
            new RoleKind("ClusterRole:", RoleObject.type(RBAC, "clusterroles"), AccessKinds::ofRows),
            new RoleKind("RoleTemplate:", RoleObject.type(RANCHER, "roletemplates"), AccessKinds::ofMachines),
            new RoleKind("GlobalRole:", RoleObject.type(RANCHER, "globalroles"), AccessKinds::ofAllSites));

    static final List<BindingKind> BINDINGS = List.of(
            new BindingKind("RB:", BindingObject.type(RBAC, "rolebindings"), AccessKinds::bound),
            new BindingKind("CRB:", BindingObject.type(RBAC, "clusterrolebindings"), AccessKinds::bound),
            new BindingKind(
                    "CRTB:", BindingObject.type(RANCHER, "clusterroletemplatebindings"), AccessKinds::templateBound),
            new BindingKind("GRB:", BindingObject.type(RANCHER, "globalrolebindings"), AccessKinds::globallyBound));

    /** Rancher's kinds are not there in a cluster without Rancher; then nobody has such a role. */
    static boolean mayBeAbsent(ResourceType<?> type) {
        return type.apiVersion().equals(RANCHER);
    }

    private static Role ofRows(RoleObject role) {
        return Role.of(role.all(), "inventory.granary.io", "fleetvirtualmachines", List.of());
    }

    private static Role ofMachines(RoleObject role) {
        return Role.of(
                role.all(), "kubevirt.io", "virtualmachines", templates(RoleObject.texts(role.roleTemplateNames())));
    }

    /** The rules of a global role count at the local cluster, where Rancher copies them to a ClusterRole. */
    private static Role ofAllSites(RoleObject role) {
        return new Role(0, templates(RoleObject.texts(role.inheritedClusterRoles())));
    }

    private static List<String> templates(List<String> names) {
        return names.stream().map(name -> "RoleTemplate:/" + name).toList();
    }

    private static @Nullable Binding bound(BindingObject binding) {
        var ref = binding.roleRef();
        if (ref == null || OWN_ROWS.equals(ref.name())) {
            return null;
        }
        var site = binding.metadata().place();
        var kind = Objects.requireNonNullElse(ref.kind(), "");
        var role = kind + ':' + (kind.equals("Role") ? site : "") + '/' + ref.name();
        return new Binding(site, role, binding.all());
    }

    private static @Nullable Binding templateBound(BindingObject binding) {
        var site = binding.metadata().place();
        return site.isEmpty() || binding.roleTemplateName() == null
                ? null
                : new Binding(site, "RoleTemplate:/" + binding.roleTemplateName(), binding.owner());
    }

    private static @Nullable Binding globallyBound(BindingObject binding) {
        return binding.globalRoleName() == null
                ? null
                : new Binding("", "GlobalRole:/" + binding.globalRoleName(), binding.owner());
    }
}
