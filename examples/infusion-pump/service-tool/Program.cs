using System;
using System.Collections.Generic;
using System.IO;
using System.Net.Http;
using System.Threading.Tasks;

namespace Calla.ServiceTool;

/// <summary>The service tool's command line: reads logs, brings drug libraries, asks the portal for tickets.</summary>
public static class Program
{
    private const string Usage = """
        usage: calla-service COMMAND
          log SERIAL            reads the pump's events into the database
          events SERIAL         what the database knows of a pump
          library FILE [old]    turns the pharmacy's export into a drug library
          report VISIT          prints the report of a visit
          visit SERIAL NAME     asks the portal for a ticket and writes a report
        """;

    public static async Task<int> Main(string[] arguments)
    {
        if (arguments.Length < 2)
        {
            Console.Error.WriteLine(Usage);
            return 2;
        }
        string home = Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData);
        string settingsPath = Path.Combine(home, "calla-service.json");
        Settings settings = File.Exists(settingsPath) ? Settings.Load(settingsPath) : new Settings();
        return arguments[0] switch
        {
            "log" => ReadLog(settings, arguments[1]),
            "events" => ShowEvents(settings, arguments[1]),
            "library" => ConvertLibrary(arguments),
            "report" => ShowReport(settings, arguments[1]),
            "visit" when arguments.Length == 3 => await Visit(settings, arguments[1], arguments[2]),
            "settings" => TakeSettings(arguments[1], settingsPath),
            _ => Fail("no command of that name"),
        };
    }

    private static int Fail(string text)
    {
        Console.Error.WriteLine(text);
        return 2;
    }

    private static int ReadLog(Settings settings, string serial)
    {
        var database = new LogDatabase(settings.Database);
        using var pump = new PumpPort(settings.Port);
        if (!pump.LogIn())
        {
            return Fail("the pump refused the login");
        }
        string[] lines = pump.Ask("summary 32").Split('\n');
        int count = 0;
        foreach (string line in lines)
        {
            if (line.Split(';').Length == 4)
            {
                database.Add(serial, line.Trim());
                count++;
            }
        }
        Console.WriteLine($"{count} events of {serial}");
        return 0;
    }

    private static int ShowEvents(Settings settings, string serial)
    {
        List<string> lines = new LogDatabase(settings.Database).OfPump(serial);
        foreach (string line in lines)
        {
            Console.WriteLine(line);
        }
        return lines.Count > 0 ? 0 : 1;
    }

    private static int ConvertLibrary(string[] arguments)
    {
        bool old = arguments.Length == 3 && arguments[2] == "old";
        string text = old ? LibraryImporter.FromOldExport(arguments[1]) : LibraryImporter.FromExport(arguments[1]);
        File.WriteAllText(Path.ChangeExtension(arguments[1], ".csv"), text);
        return 0;
    }

    private static int ShowReport(Settings settings, string visit)
    {
        var reports = new Reports(settings.Reports);
        Console.WriteLine(reports.ReadVisit(visit));
        return 0;
    }

    private static int TakeSettings(string path, string target)
    {
        Settings settings = Settings.Import(File.ReadAllText(path));
        return settings.TrySave(target, Console.Error) ? 0 : 1;
    }

    private static async Task<int> Visit(Settings settings, string serial, string technician)
    {
        using HttpClient client = Portal.Direct();
        var portal = new Portal(new Uri(settings.Portal));
        try
        {
            string ticket = await portal.Ticket(client, serial, technician);
            using var pump = new PumpPort(settings.Port);
            if (!pump.LogIn(ticket))
            {
                return Fail("the pump refused the ticket");
            }
            string number = Portal.VisitToken();
            new Reports(settings.Reports).Write(number, technician + " at " + serial + "\n" + pump.Ask("server"));
            Console.WriteLine("visit " + number);
            return 0;
        }
        catch (HttpRequestException e)
        {
            return Fail("the portal can't be reached: " + e.Message);
        }
    }
}
