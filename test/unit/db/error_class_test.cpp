#include "common/db/error_class.h"

#include <doctest/doctest.h>

#include <initializer_list>

using base::Errc;
using db::class_of;
using db::connection_is_lost;

TEST_CASE("db/error_class: a lost connection is tried again on a fresh session") {
    for (const unsigned code :
         {1053U, 1156U, 1184U, 1317U, 1927U, 2002U, 2003U, 2006U, 2012U, 2013U, 2027U, 2055U}) {
        CAPTURE(code);
        CHECK(connection_is_lost(code));
        CHECK(class_of(code) == Errc::Retryable);
    }
}

TEST_CASE("db/error_class: deadlock, lock wait, full disk and read only pass; the session lives") {
    for (const unsigned code :
         {3U, 20U, 1020U, 1021U, 1026U, 1030U, 1040U, 1114U, 1180U, 1205U, 1213U, 1290U, 1836U}) {
        CAPTURE(code);
        CHECK_FALSE(connection_is_lost(code));
        CHECK(class_of(code) == Errc::Retryable);
    }
}

TEST_CASE("db/error_class: a key that stands already is a duplicate") {
    CHECK(class_of(1062) == Errc::Duplicate);
    CHECK_FALSE(connection_is_lost(1062));
}

TEST_CASE("db/error_class: values that a column or a check does not take are invalid") {
    for (const unsigned code : {1048U, 1264U, 1265U, 1292U, 1366U, 1406U, 1690U, 4025U}) {
        CAPTURE(code);
        CHECK(class_of(code) == Errc::Invalid);
        CHECK_FALSE(connection_is_lost(code));
    }
}

TEST_CASE("db/error_class: wrong password, missing table, wrong SQL and what is unknown stop") {
    for (const unsigned code : {0U, 1044U, 1045U, 1049U, 1054U, 1064U, 1146U, 9999U}) {
        CAPTURE(code);
        CHECK(class_of(code) == Errc::Fatal);
        CHECK_FALSE(connection_is_lost(code));
    }
}

TEST_CASE("db/error_class: a packet that is too large is not tried again as it is") {
    for (const unsigned code : {1153U, 2020U}) {
        CAPTURE(code);
        CHECK(class_of(code) == Errc::Invalid);
        CHECK(connection_is_lost(code));
    }
}
