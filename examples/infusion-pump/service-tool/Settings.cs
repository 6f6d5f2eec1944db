using System;
using System.IO;
using Newtonsoft.Json;

namespace Calla.ServiceTool;

/// <summary>What the technician set up: port, portal, database.</summary>
public sealed class Settings
{
    public string Port { get; set; } = "COM3";
    public string Portal { get; set; } = "https://service.calla.example/";
    public string Database { get; set; } = "";
    public string Reports { get; set; } = "";

    /// <summary>Settings that a colleague sent.</summary>
    public static Settings Import(string text)
    {
        var options = new JsonSerializerSettings();
        options.TypeNameHandling = TypeNameHandling.All; // expect: csharp-deserialisation
        return JsonConvert.DeserializeObject<Settings>(text, options) ?? new Settings();
    }

    public static Settings Load(string path)
    {
        var options = new JsonSerializerSettings { MissingMemberHandling = MissingMemberHandling.Error, MaxDepth = 8 };
        return JsonConvert.DeserializeObject<Settings>(File.ReadAllText(path), options) ?? new Settings();
    }

    public void Save(string path)
    {
        try
        {
            File.WriteAllText(path, JsonConvert.SerializeObject(this, Formatting.Indented));
        }
        catch (IOException) // expect: csharp-empty-catch
        {
        }
    }

    public bool TrySave(string path, TextWriter log)
    {
        try
        {
            File.WriteAllText(path, JsonConvert.SerializeObject(this, Formatting.Indented));
            return true;
        }
        catch (IOException e)
        {
            log.WriteLine("the settings could not be saved: " + e.Message);
            return false;
        }
    }
}
