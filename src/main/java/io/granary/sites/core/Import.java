// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.sites.core;

import io.granary.crd.v1alpha1.SiteStatus;
import io.granary.sites.core.ImportSeen.Cluster;
import io.granary.sites.core.ImportSeen.Past;
import io.granary.sites.core.ImportSeen.Registration;
import io.granary.sites.core.ImportSeen.Side;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Decides how the import of a site into Rancher goes on, from what can be seen of it: one step at a time, each with the
 * condition {@code Imported} that tells people where it stands and what they can do. Only a cluster that Granary
 * created for this very Site is ever unregistered, and a site that belongs to another Rancher is left alone.
 */
public final class Import {
    /** Keeps a Site until its cluster is unregistered. */
    public static final String FINALIZER = "granary.io/unregister";

    /** On the cluster in Rancher: the UID of the Site that it was created for. */
    public static final String MARK = "granary.io/site-uid";

    /** The condition. */
    public static final String CONDITION = "Imported";

    /** How long the Site waits for Rancher to forget an unregistered cluster. */
    static final Duration LONGEST_FAREWELL = Duration.ofMinutes(5);

    /** What Rancher takes for the name of a cluster (provisioning webhook); {@code c-xxxxx} is its own form of id. */
    private static final Pattern NAME = Pattern.compile("(?!local$)(?!c-[a-z0-9]{5}$)[a-z]([a-z0-9-]{0,61}[a-z0-9])?");

    /** Said where imports are not wanted. */
    public static final Next OFF = new Next(
            new ImportStep.Rest(),
            "Unknown",
            "ImportsOff",
            "Imports are off: set imports.enabled of the chart, which also gives Granary the rights for it"
                    + " (granary.sites.imports)");

    private static final String PATH = "/v3/import/";
    private static final Pattern MENTION = Pattern.compile(PATH + "[^_/]+_(c-[a-z0-9-]{1,60})\\.yaml");

    private final ImportSeen seen;

    private Import(ImportSeen seen) {
        this.seen = seen;
    }

    /**
     * What to do, and what to say.
     *
     * @param status {@code True}, {@code False} or {@code Unknown}, as in a condition
     * @param reason one word in CamelCase
     */
    public record Next(ImportStep step, String status, String reason, String message) {
        /** Whether there is nothing left to hurry for. */
        public boolean isSettled() {
            return !status.equals("False") || reason.equals("RemovedFromRancher") || reason.equals("NameNotUsable");
        }

        /** The stored status with this condition. */
        public SiteStatus on(@Nullable SiteStatus stored, long generation, Instant now) {
            return Conditions.with(stored, new Verdict(CONDITION, status, reason, message), generation, now);
        }
    }

    /** The next step. */
    public static Next next(ImportSeen seen) {
        var leaving = seen.wish().leaving();
        return leaving == null ? new Import(seen).come() : new Import(seen).leave(leaving);
    }

    private Next come() {
        var cluster = seen.cluster();
        if (cluster == null) {
            return begin();
        }
        if (cluster.leaving()) {
            return wait(
                    "BeingRemoved", "Rancher is removing a cluster of this name: once it is gone, the import begins");
        }
        if (cluster.id() == null) {
            return wait("WaitingForRancher", "The cluster is registered, and Rancher has not given it an id yet");
        }
        return switch (cluster.link()) {
            case CONNECTED, DISCONNECTED -> here(cluster);
            case PENDING -> connect(cluster.id());
        };
    }

    private Next begin() {
        var wish = seen.wish();
        if (wish.past() == Past.LISTED) {
            return new Next(new ImportStep.Rest(), "Unknown", "NotListed", "Rancher does not list the cluster now");
        }
        if (wish.past() == Past.REMOVED) {
            return wait(
                    "RemovedFromRancher",
                    "Somebody removed the cluster in Rancher, and it is not registered again unasked: delete this Site"
                            + " and apply it anew to import it again");
        }
        if (!NAME.matcher(wish.name()).matches()) {
            return wait(
                    "NameNotUsable",
                    "Rancher takes names of at most 63 lower case letters, digits and hyphens that begin with a letter"
                            + " and are neither 'local' nor of the form c-xxxxx: apply the Site under such a name");
        }
        return next(
                wish.guarded() ? new ImportStep.Register() : new ImportStep.Guard(),
                "Registering",
                "The cluster is being registered in Rancher");
    }

    private Next here(Cluster cluster) {
        return isOurs(cluster)
                ? new Next(new ImportStep.Tidy(), "True", "Imported", "Deleting this Site unregisters it from Rancher")
                : new Next(
                        new ImportStep.Tidy(),
                        "True",
                        "Adopted",
                        "The cluster was in Rancher already: deleting this Site does not unregister it");
    }

    private Next connect(String id) {
        return switch (seen.registration()) {
            case Registration.Missing() ->
                wait("WaitingForToken", "Rancher has not made the registration token of cluster " + id + " yet");
            case Registration.Unusable(var why) -> wait("TokenUnusable", why);
            case Registration.Ready(var url) ->
                switch (seen.side()) {
                    case Side.NotAsked() -> paste(url);
                    case Side.Unusable(var reason, var message) -> wait(reason, message);
                    case Side.Silent(var message) ->
                        wait("SiteUnreachable", "The kubeconfig does not lead to the site: " + message);
                    case Side.Answers site -> hand(site, url, id);
                };
        };
    }

    private Next paste(String url) {
        return next(
                new ImportStep.Publish(url),
                "WaitingForPaste",
                "At the site, under Advanced > Settings > cluster-registration-url, enter the URL in the Secret "
                        + secret(seen.wish().name()) + ": kubectl get secret -n "
                        + seen.wish().namespace() + " " + secret(seen.wish().name())
                        + " -o jsonpath='{.data.url}' | base64 -d. If it is entered, look there for what keeps the"
                        + " agent in cattle-system from running");
    }

    /** The name of the Secret with the URL of a site. */
    public static String secret(String site) {
        return site + "-registration";
    }

    private Next hand(Side.Answers site, String url, String id) {
        var here = site.value().contains(url);
        if (!here && isElsewhere(site, url, id)) {
            return wait(
                    "RegisteredElsewhere",
                    "The setting cluster-registration-url of the site leads to another cluster, or to another"
                            + " Rancher: if the site shall move, clear it there, and the import goes on");
        }
        if (here) {
            return ImportTrouble.of(site)
                    .map(trouble -> wait(trouble.reason(), trouble.message()))
                    .orElseGet(() ->
                            wait("WaitingForAgent", "The site has the registration URL: its agent is being set up"));
        }
        var value = value(site.version(), url);
        return value == null
                ? wait(
                        "VersionUnknown",
                        "The site does not tell its version, which decides what the setting cluster-registration-url"
                                + " looks like: remove spec.import.kubeconfigSecret, and enter the URL by hand")
                : next(new ImportStep.Hand(value), "Registering", "The site is given the registration URL");
    }

    /**
     * Whether the setting leads anywhere, and not to this cluster; the empty JSON of v1.8 leads nowhere, and neither
     * does a cluster that was removed from this very Rancher.
     */
    private static boolean isElsewhere(Side.Answers site, String url, String id) {
        var value = site.value();
        var rancher = url.substring(0, url.indexOf(PATH) + PATH.length());
        return value.contains("://") && !value.contains(mention(id)) && !(site.forgotten() && value.contains(rancher));
    }

    /** The id of the cluster that the setting of a site names; null where it names none. */
    public static @Nullable String mentioned(String value) {
        var named = MENTION.matcher(value);
        return named.find() ? named.group(1) : null;
    }

    /** Since v1.8 the setting is JSON, and a bare URL would mean to trust anybody; before, JSON is no URL. */
    private static @Nullable String value(@Nullable String version, String url) {
        var release = HarvesterVersion.of(version);
        if (release == null) {
            return null;
        }
        return release.major() == 1 && release.minor() < 8
                ? url
                : "{\"url\":\"" + url + "\",\"insecureSkipTLSVerify\":false}";
    }

    private Next leave(Duration since) {
        var cluster = seen.cluster();
        var waited = since.compareTo(LONGEST_FAREWELL) > 0;
        if (!seen.wish().guarded() || cluster == null || (cluster.leaving() && waited)) {
            return next(new ImportStep.Release(), "Unregistered", "The cluster is not registered any more");
        }
        if (cluster.leaving()) {
            return wait("Unregistering", "Rancher is forgetting the cluster; the site runs on");
        }
        if (isOurs(cluster) && !waited && leadsHere(cluster.id())) {
            return next(new ImportStep.Hand(""), "Unregistering", "The site is told to leave Rancher");
        }
        return isOurs(cluster)
                ? next(
                        new ImportStep.Unregister(Objects.requireNonNull(cluster.name())),
                        "Unregistering",
                        "The cluster is being unregistered from Rancher; the site runs on")
                : next(new ImportStep.Release(), "LeftRegistered", "Granary did not register the cluster: it stays");
    }

    /** The agent shall not knock at a Rancher that does not know it any more. */
    private boolean leadsHere(@Nullable String id) {
        return id != null
                && seen.side() instanceof Side.Answers site
                && site.value().contains(mention(id));
    }

    private static String mention(String id) {
        return "_" + id + ".yaml";
    }

    private boolean isOurs(Cluster cluster) {
        return cluster.name() != null && seen.wish().uid().equals(cluster.mark());
    }

    private static Next next(ImportStep step, String reason, String message) {
        return new Next(step, "False", reason, message);
    }

    private static Next wait(String reason, String message) {
        return next(new ImportStep.Rest(), reason, message);
    }

    /** The status of a site with the condition as it stood before, which the facts of the site say nothing of. */
    public static SiteStatus kept(SiteStatus fresh, @Nullable SiteStatus stored) {
        return Conditions.kept(fresh, stored, CONDITION);
    }
}
