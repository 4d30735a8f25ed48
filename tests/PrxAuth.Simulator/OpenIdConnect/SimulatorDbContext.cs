using Microsoft.EntityFrameworkCore;

namespace PrxAuth.Simulator.OpenIdConnect;

/// <summary>Where the server keeps clients, authorizations and tokens.</summary>
internal sealed class SimulatorDbContext(DbContextOptions<SimulatorDbContext> options) : DbContext(options);
