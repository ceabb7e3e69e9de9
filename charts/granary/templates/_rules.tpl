{{- define "granary.clusterRules" -}}
{{- $name := include "granary.name" . -}}
# Sites are made from what Rancher lists.
- apiGroups: [granary.io]
  resources: [sites]
  verbs: [list, watch, create, patch, delete]
- apiGroups: [granary.io]
  resources: [sites/status]
  verbs: [update]
# What people read in kubectl describe.
- apiGroups: [""]
  resources: [events]
  verbs: [create]
- apiGroups: [management.cattle.io]
  resources: [clusters]
  verbs: [list, watch]
{{- if not (and .Values.rancher.url .Values.rancher.caConfigMap.name) }}
- apiGroups: [management.cattle.io]
  resources: [settings]
  resourceNames: [server-url, internal-server-url, cacerts, internal-cacerts]
  verbs: [get]
{{- end }}
{{- if not .Values.rancher.tokenSecret.name }}
# Its own tokens at Rancher; for whom it may make some, an admission policy says.
- apiGroups: [management.cattle.io]
  resources: [users]
  resourceNames: [u-{{ $name }}]
  verbs: [get]
- apiGroups: [management.cattle.io]
  resources: [tokens]
  resourceNames: [{{ $name }}-rancher-identity-a, {{ $name }}-rancher-identity-b]
  verbs: [get, delete]
- apiGroups: [management.cattle.io]
  resources: [tokens]
  verbs: [create]
{{- end }}
{{- if (.Values.imports).enabled }}
# Clusters for Sites that ask for an import; which of them it may delete, an admission policy says.
- apiGroups: [provisioning.cattle.io]
  resources: [clusters]
  verbs: [get, create, delete]
- apiGroups: [management.cattle.io]
  resources: [clusterregistrationtokens]
  resourceNames: [default-token]
  verbs: [get]
- apiGroups: [""]
  resources: [secrets]
  resourceNames: [crt-token-default-token]
  verbs: [get]
{{- end }}
{{- if .Values.rollouts.enabled }}
# Harvester is upgraded only to what this Rancher supports.
- apiGroups: [management.cattle.io]
  resources: [settings]
  resourceNames: [server-version]
  verbs: [list, watch]
- apiGroups: [granary.io]
  resources: [rollouts, images]
  verbs: [get, list, watch]
# A finalizer, while sites are at work.
- apiGroups: [granary.io]
  resources: [rollouts, policies]
  verbs: [patch]
- apiGroups: [granary.io]
  resources: [rolloutapprovals, templates, policies]
  verbs: [list, watch]
- apiGroups: [granary.io]
  resources: [rollouts/status, images/status, templates/status, policies/status]
  verbs: [update]
- apiGroups: [granary.io]
  resources: [rolloutreports]
  verbs: [list, create, update, delete]
- apiGroups: [granary.io]
  resources: [rolloutrevisions]
  verbs: [list, create, delete]
- apiGroups: [granary.io]
  resources: [sitehistories]
  verbs: [get, list, create, update]
- apiGroups: [granary.io]
  resources: [policyreports]
  verbs: [get, list, create, update]
{{- end }}
# Who sees the rows of which sites.
- apiGroups: [rbac.authorization.k8s.io]
  resources: [roles, clusterroles, rolebindings, clusterrolebindings]
  verbs: [list, watch]
- apiGroups: [management.cattle.io]
  resources: [roletemplates, globalroles, clusterroletemplatebindings, globalrolebindings]
  verbs: [list, watch]
# Who asks, and whether they may.
- apiGroups: [authentication.k8s.io]
  resources: [tokenreviews]
  verbs: [create]
- apiGroups: [authorization.k8s.io]
  resources: [subjectaccessreviews]
  verbs: [create]
{{- if .Values.api.apiService }}
- apiGroups: [apiregistration.k8s.io]
  resources: [apiservices]
  resourceNames: [v1alpha1.inventory.granary.io]
  verbs: [get, patch]
{{- end }}
{{- end -}}

{{- define "granary.namespaceRules" -}}
{{- $name := include "granary.name" . -}}
# The hub that works holds a lease, and labels its pod for the Services.
- apiGroups: [coordination.k8s.io]
  resources: [leases]
  resourceNames: [{{ $name }}{{ if .Values.rollouts.enabled }}, granary-rollouts{{ end }}]
  verbs: [get, update]
# A right to create cannot name what is created.
- apiGroups: [coordination.k8s.io]
  resources: [leases]
  verbs: [create]
- apiGroups: [""]
  resources: [pods]
  verbs: [list, patch]
- apiGroups: [""]
  resources: [secrets]
  resourceNames: [{{ $name }}-serving-ca{{ if not .Values.rancher.tokenSecret.name }}, {{ $name }}-rancher-identity{{ end }}]
  verbs: [get, update]
{{- if .Values.directSites.enabled }}
# Sites that are not in Rancher; a right to watch by label cannot be given.
- apiGroups: [""]
  resources: [secrets]
  verbs: [list, watch]
{{- end }}
{{- end -}}
