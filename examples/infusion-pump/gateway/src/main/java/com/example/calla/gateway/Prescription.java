package com.example.calla.gateway;

import java.io.Serializable;

/** One order for one pump. Rates are microlitres a minute, volumes microlitres, as the pump has them. */
public final class Prescription implements Serializable {
    private static final long serialVersionUID = 3L;

    private final long number;
    private final String pump;
    private final int drug;
    private final int rate;
    private final int volume;

    public Prescription(long number, String pump, int drug, int rate, int volume) {
        if (rate < 1 || rate > 20_000 || volume < 1 || volume > 3_000_000) {
            throw new IllegalArgumentException("rate or volume lies outside of the pump's limits");
        }
        this.number = number;
        this.pump = pump;
        this.drug = drug;
        this.rate = rate;
        this.volume = volume;
    }

    public long number() {
        return number;
    }

    public String pump() {
        return pump;
    }

    public int drug() {
        return drug;
    }

    public int rate() {
        return rate;
    }

    public int volume() {
        return volume;
    }

    /** The order as the pump's network side takes it. */
    public String toLine() {
        return "order;" + number + ";" + drug + ";" + rate + ";" + volume + "\n";
    }
}
