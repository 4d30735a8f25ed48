# The whole job of PrxAuth in one script, against a simulated provider on this machine.
#
#   dotnet run --project samples/Quickstart      runs it in the PowerShell engine package, no pwsh needed
#   pwsh samples/Quickstart/quickstart.ps1       runs it in pwsh
#
# It signs in for real, over real sockets, to a real authorization server; only the person at the browser is simulated.

# Started by hand in pwsh: let the sample start the simulator and come back here.
if (-not $env:PRX_QUICKSTART) { dotnet run --project $PSScriptRoot -- --shell ([Environment]::ProcessPath); return }

. "$env:PRX_QUICKSTART/helpers.ps1"
Import-Module $env:PRX_QUICKSTART_MODULE

# 'corp' is a provider of our own: three lines in the config file.
Get-PrxAuthProvider corp

# Sign in twice: with a browser as alice, by device code as bob. Two profiles of one provider.
Connect-PrxAuth corp -Profile work
Invoke-SimulatorControl 'user?name=bob'
Connect-PrxAuth corp -Profile personal -DeviceCode

Get-PrxAuthProfile

# Profiles go down the pipeline.
Get-PrxAuthProfile corp | Where-Object HasRefreshToken | Update-PrxAuthToken

# A token for an API: a SecureString, which any [securestring] parameter takes.
Invoke-ProtectedApi -Token (Get-PrxAuthToken corp work)

# Which profile is meant when none is named? The config file says; its comments stay.
Set-PrxAuthProfile corp work -Active
Show-ConfigFile
Invoke-ProtectedApi -Token (Get-PrxAuthToken corp)

# A handle outlives its token: from now on tokens last three seconds, and the loop runs longer.
Invoke-SimulatorControl 'lifetime?seconds=3'
$handle = Get-PrxAuthProfile corp work | Update-PrxAuthToken | Get-PrxAuthToken -AsHandle -MinimumValidity 1s
"It prints as $handle"
foreach ($i in 1..4) { Invoke-ProtectedApi -Token $handle; Wait-Seconds 2 }

# The same from any shell, and here too.
prx auth list
prx auth refresh --provider corp --profile personal

# Sign out everywhere. The server counts what it revoked.
Disconnect-PrxAuth -All -Force -PassThru
Invoke-SimulatorControl 'counts' | ForEach-Object { "Revocations counted by the server: $($_.Revocations)" }
