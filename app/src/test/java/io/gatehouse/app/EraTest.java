package io.gatehouse.app;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;

/// Claims that hold in every cell of the matrix of clients and servers.
abstract class EraTest {
    static final String RESERVED = "io.modelcontextprotocol/";

    final EraCell cell;
    private final List<WireClient> clients = new ArrayList<>();

    EraTest(EraCell cell) {
        this.cell = cell;
    }

    /// The gateway and the servers of all cells of a class.
    abstract EraBed bed();

    @AfterEach
    void disconnect() {
        clients.forEach(WireClient::close);
    }

    WireClient client() {
        return client("{}");
    }

    WireClient client(String capabilities) {
        WireClient client = bed().client(cell, capabilities);
        clients.add(client);
        return client;
    }

    String tool(String name) {
        return cell.exposed(name);
    }
}
