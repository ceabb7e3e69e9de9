{{- /* The settings that follow from the values; docs/reference/config.md says what each does. */ -}}
{{- define "granary.environment" -}}
{{- $name := include "granary.name" . -}}
- name: POD_NAME
  valueFrom:
    fieldRef:
      fieldPath: metadata.name
- name: JAVA_TOOL_OPTIONS
  value: >-
    -XX:MaxRAMPercentage=60 -XX:+UseParallelGC -XX:+UseCompactObjectHeaders -XX:+ExitOnOutOfMemoryError
    -XX:-HeapDumpOnOutOfMemoryError
- name: GRANARY_STANDBY_ENABLED
  value: "true"
- name: GRANARY_STANDBY_NAMESPACE
  value: {{ .Release.Namespace }}
- name: GRANARY_STANDBY_LEASE
  value: {{ $name }}
- name: GRANARY_STANDBY_POD
  value: $(POD_NAME)
- name: GRANARY_API_SERVICE
  value: {{ $name }}
- name: GRANARY_API_NAMESPACE
  value: {{ .Release.Namespace }}
- name: GRANARY_API_CA_SECRET
  value: {{ $name }}-serving-ca
- name: GRANARY_API_REGISTER_CA_BUNDLE
  value: {{ .Values.api.apiService | quote }}
- name: GRANARY_ROLLOUTS_ENABLED
  value: {{ .Values.rollouts.enabled | quote }}
- name: GRANARY_ROLLOUTS_LEASE_NAMESPACE
  value: {{ .Release.Namespace }}
- name: GRANARY_ROLLOUTS_IDENTITY
  value: $(POD_NAME)
- name: GRANARY_SITES_DIRECT
  value: {{ .Values.directSites.enabled | quote }}
- name: GRANARY_SITES_DIRECT_NAMESPACE
  value: {{ .Release.Namespace }}
- name: GRANARY_SITES_IMPORTS
  value: {{ (.Values.imports).enabled | default false | quote }}
{{- with .Values.rancher.url }}
- name: GRANARY_RANCHER_URL
  value: {{ . | quote }}
{{- end }}
{{- if .Values.rancher.tokenSecret.name }}
- name: GRANARY_RANCHER_TOKEN_FILE
  value: /etc/granary/rancher/token
{{- else }}
- name: GRANARY_RANCHER_IDENTITY_USER
  value: u-{{ $name }}
- name: GRANARY_RANCHER_IDENTITY_NAMESPACE
  value: {{ .Release.Namespace }}
- name: GRANARY_RANCHER_IDENTITY_SECRET
  value: {{ $name }}-rancher-identity
- name: GRANARY_RANCHER_IDENTITY_TOKEN_LIFE
  value: {{ .Values.rancher.tokenLife | quote }}
{{- end }}
{{- if .Values.rancher.caConfigMap.name }}
- name: GRANARY_RANCHER_CA_FILE
  value: /etc/granary/rancher-ca/ca.crt
{{- end }}
- name: GRANARY_LIBRARY_ENABLED
  value: {{ .Values.library.enabled | quote }}
{{- with include "granary.libraryUrl" . }}
- name: GRANARY_LIBRARY_URL
  value: {{ . | quote }}
{{- end }}
{{- with .Values.library.s3 }}
{{- if .endpoint }}
- name: GRANARY_LIBRARY_S3_ENDPOINT
  value: {{ .endpoint | quote }}
- name: GRANARY_LIBRARY_S3_REGION
  value: {{ .region | quote }}
- name: GRANARY_LIBRARY_S3_BUCKET
  value: {{ .bucket | quote }}
{{- if .prefix }}
- name: GRANARY_LIBRARY_S3_PREFIX
  value: {{ .prefix | quote }}
{{- end }}
- name: GRANARY_LIBRARY_S3_ACCESS_KEY_ID
  valueFrom:
    secretKeyRef:
      name: {{ .secret }}
      key: access-key-id
- name: GRANARY_LIBRARY_S3_SECRET_ACCESS_KEY
  valueFrom:
    secretKeyRef:
      name: {{ .secret }}
      key: secret-access-key
{{- end }}
{{- end }}
{{- with .Values.events.kafka }}
{{- if .bootstrapServers }}
- name: GRANARY_BUS_CONNECTOR
  value: smallrye-kafka
- name: GRANARY_BUS_TOPIC
  value: {{ .topic | quote }}
- name: KAFKA_BOOTSTRAP_SERVERS
  value: {{ .bootstrapServers | quote }}
{{- end }}
{{- end }}
{{- with .Values.events.webhook }}
{{- if .url }}
- name: GRANARY_BUS_CONNECTOR
  value: granary-webhook
- name: GRANARY_BUS_WEBHOOK_URL
  value: {{ .url | quote }}
{{- if .secret.name }}
- name: GRANARY_BUS_WEBHOOK_AUTHORIZATION
  valueFrom:
    secretKeyRef:
      name: {{ .secret.name }}
      key: {{ .secret.key }}
{{- end }}
{{- end }}
{{- end }}
{{- with .Values.traces }}
{{- if .endpoint }}
- name: GRANARY_TRACES_ENDPOINT
  value: {{ .endpoint | quote }}
- name: GRANARY_TRACES_SHARE
  value: {{ .share | quote }}
{{- end }}
{{- end }}
- name: GRANARY_UI_DIRECTORY
  value: /app/ui
- name: GRANARY_LOGS_FORMAT
  value: {{ .Values.logging.format }}
- name: QUARKUS_LOG_LEVEL
  value: {{ .Values.logging.level }}
{{- range $key, $value := .Values.settings }}
- name: {{ $key }}
  value: {{ $value | quote }}
{{- end }}
{{- end -}}
