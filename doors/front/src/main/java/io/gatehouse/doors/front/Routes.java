package io.gatehouse.doors.front;

import java.util.List;

/// Which paths a listener answers. The first line that fits a path counts; the last one fits every path.
public final class Routes {
    private final List<Route> table;

    /// @throws IllegalArgumentException when the last line does not fit every path
    public Routes(Route... table) {
        this.table = List.of(table);
        if (table.length == 0 || !table[table.length - 1].path().equals("*")) {
            throw new IllegalArgumentException("the last route must be that of every path: *");
        }
    }

    /// The route of a path as it was sent, still encoded, without the query.
    public Route of(String path) {
        for (Route route : table) {
            if (route.leads(path)) {
                return route;
            }
        }
        return table.getLast();
    }
}
