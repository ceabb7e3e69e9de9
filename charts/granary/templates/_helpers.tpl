{{- define "granary.name" -}}
{{- if contains .Chart.Name .Release.Name -}}
{{- .Release.Name | trunc 40 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name .Chart.Name | trunc 40 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{- define "granary.selector" -}}
app.kubernetes.io/name: granary
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "granary.labels" -}}
{{ include "granary.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
app.kubernetes.io/part-of: granary
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{- end -}}

{{- define "granary.image" -}}
{{- $registry := .Values.global.cattle.systemDefaultRegistry -}}
{{- if $registry }}{{ $registry }}/{{ end -}}
{{- .Values.image.repository -}}
{{- if .Values.image.digest -}}
@{{ .Values.image.digest }}
{{- else -}}
:{{ .Values.image.tag | default .Chart.AppVersion }}
{{- end -}}
{{- end -}}

{{- define "granary.libraryUrl" -}}
{{- if .Values.library.url -}}
{{ .Values.library.url }}
{{- else if .Values.library.ingress.enabled -}}
{{ if .Values.library.ingress.tlsSecret }}https{{ else }}http{{ end }}://{{ .Values.library.ingress.host }}
{{- end -}}
{{- end -}}

{{- define "granary.servesLibrary" -}}
{{- if and .Values.rollouts.enabled .Values.library.enabled }}true{{ end -}}
{{- end -}}
