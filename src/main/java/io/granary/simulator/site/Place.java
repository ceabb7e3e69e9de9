// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.site;

import java.util.List;

/**
 * A town that may have a store.
 *
 * @param country ISO 3166 code in lower case
 * @param region sales region, a label of the site
 * @param hub the wide-area hub that the town's stores hang on
 * @param timeZone IANA name
 */
public record Place(String country, String town, String region, String hub, String timeZone) {
    private static final String ATLAS = """
            nl Rotterdam emea rtm Europe/Amsterdam
            nl Utrecht emea rtm Europe/Amsterdam
            be Antwerp emea rtm Europe/Brussels
            de Cologne emea fra Europe/Berlin
            de Leipzig emea fra Europe/Berlin
            at Graz emea fra Europe/Vienna
            pl Gdansk emea fra Europe/Warsaw
            cz Brno emea fra Europe/Prague
            fr Nantes emea par Europe/Paris
            es Valencia emea par Europe/Madrid
            pt Porto emea par Europe/Lisbon
            it Turin emea par Europe/Rome
            gb Leeds emea lon Europe/London
            ie Cork emea lon Europe/Dublin
            se Malmo emea sto Europe/Stockholm
            fi Tampere emea sto Europe/Helsinki
            us Boston amer iad America/New_York
            us Atlanta amer iad America/New_York
            us Austin amer dfw America/Chicago
            us Omaha amer dfw America/Chicago
            us Denver amer dfw America/Denver
            us Phoenix amer sjc America/Phoenix
            us Portland amer sjc America/Los_Angeles
            ca Halifax amer iad America/Halifax
            ca Calgary amer sjc America/Edmonton
            mx Puebla amer dfw America/Mexico_City
            br Curitiba amer gru America/Sao_Paulo
            za Durban emea jnb Africa/Johannesburg
            in Pune apac bom Asia/Kolkata
            np Pokhara apac bom Asia/Kathmandu
            jp Nagoya apac nrt Asia/Tokyo
            sg Singapore apac sin Asia/Singapore
            au Perth apac syd Australia/Perth
            au Adelaide apac syd Australia/Adelaide
            nz Nelson apac syd Pacific/Auckland
            nz Waitangi apac syd Pacific/Chatham
            """;

    private static final List<Place> TOWNS = ATLAS.lines()
            .map(line -> line.split(" "))
            .map(word -> new Place(word[0], word[1], word[2], word[3], word[4]))
            .toList();

    private static final List<Place> DATACENTERS = List.of(
            new Place("nl", "Rotterdam", "emea", "rtm", "Europe/Amsterdam"),
            new Place("us", "Ashburn", "amer", "iad", "America/New_York"),
            new Place("sg", "Singapore", "apac", "sin", "Asia/Singapore"));

    static List<Place> towns() {
        return TOWNS;
    }

    /** The datacenters; each names its hub. */
    static List<Place> datacenters() {
        return DATACENTERS;
    }
}
