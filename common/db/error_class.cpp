#include "common/db/error_class.h"

namespace db {

bool connection_is_lost(unsigned native_code) {
    switch (native_code) {
        case 1053:  // server shutdown in progress
        case 1152:  // aborted connection
        case 1156:  // packets out of order
        case 1153:  // packet too large: the server has closed the connection
        case 1158:
        case 1159:
        case 1160:
        case 1161:  // network read or write failed
        case 1184:  // aborted connection to a schema
        case 1317:  // query execution was interrupted (KILL QUERY)
        case 1927:  // connection was killed
        case 2002:
        case 2003:  // cannot connect
        case 2006:  // server has gone away
        case 2012:  // error in the server's handshake
        case 2013:  // lost connection during query
        case 2020:  // packet too large for the client
        case 2026:  // TLS failed
        case 2027:  // malformed packet
        case 2055:
            return true;
        default:
            return false;
    }
}

base::Errc class_of(unsigned native_code) {
    // The same statement would be as large again.
    if (native_code == 1153 || native_code == 2020) return base::Errc::Invalid;
    if (connection_is_lost(native_code)) return base::Errc::Retryable;
    switch (native_code) {
        case 1020:  // record changed since last read
        case 3:     // error writing a file, mostly a full disk
        case 20:    // disk full, of a temporary file
        case 1021:  // disk full: the server waits for room, and so can we
        case 1026:  // error writing a file
        case 1030:  // error from the storage engine, mostly a full or failing disk
        case 1040:  // too many connections
        case 1114:  // table is full: as a full disk
        case 1180:  // error during COMMIT: nobody knows what became of it
        case 1203:
        case 1205:  // lock wait timeout
        case 1213:  // deadlock
        case 1637:  // too many concurrent transactions
        case 1836:
        case 1290:
            return base::Errc::Retryable;  // read only, as while a replica is promoted
        case 1062:
            return base::Errc::Duplicate;
        case 1048:
        case 1264:  // out of range for the column
        case 1265:
        case 1292:
        case 1366:
        case 1406:  // data too long
        case 1690:  // BIGINT value is out of range
        case 4025:
            return base::Errc::Invalid;  // a CHECK constraint failed
        default:
            return base::Errc::Fatal;
    }
}

}  // namespace db
